---
[package.metadata.probe]
prints = 'nlopt 3.00'

[dependencies]
nlopt = "0.8"
---
fn main() {
    let function = |x: &[f64], _: Option<&mut [f64]>, _: &mut ()| (x[0] - 3.0).powi(2);
    let mut optimiser = nlopt::Nlopt::new(nlopt::Algorithm::Neldermead, 1, function, nlopt::Target::Minimize, ());
    optimiser.set_xtol_rel(1e-6).unwrap();
    let mut x = [0.0];
    optimiser.optimize(&mut x).unwrap();
    println!("nlopt {:.2}", x[0]);
}
