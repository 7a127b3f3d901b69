---
[package.metadata.probe]
crates = ["osqp", "osqp-sys"]
prints = 'osqp Some'

[dependencies]
osqp = "1"
---
fn main() {
    let p = osqp::CscMatrix::from(&[[4.0, 1.0], [1.0, 2.0]]).into_upper_tri();
    let a = osqp::CscMatrix::from(&[[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]);
    let mut problem = osqp::Problem::new(p, &[1.0, 1.0], a, &[1.0, 0.0, 0.0], &[1.0, 0.7, 0.7], &osqp::Settings::default().verbose(false)).unwrap();
    println!("osqp {:?}", problem.solve().x());
}
