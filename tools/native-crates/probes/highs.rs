---
[package.metadata.probe]
crates = ["highs", "highs-sys"]
prints = '\[7.0\]'

[dependencies]
highs = "1"
---
fn main() {
    let mut problem = highs::RowProblem::default();
    let x = problem.add_column(1., 0..);
    problem.add_row(..=7, [(x, 1.)]);
    println!("highs {:?}", problem.optimise(highs::Sense::Maximise).solve().get_solution().columns());
}
