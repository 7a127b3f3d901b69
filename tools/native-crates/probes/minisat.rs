---
[package.metadata.probe]
prints = 'minisat true'

[dependencies]
minisat = "0.4"
---
fn main() {
    let mut solver = minisat::Solver::new();
    let a = solver.new_lit();
    solver.add_clause(vec![!a]);
    println!("minisat {}", solver.solve().is_ok());
}
