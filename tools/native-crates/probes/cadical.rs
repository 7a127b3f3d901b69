---
[package.metadata.probe]
prints = 'Some\(true\) Some\(true\)'

[dependencies]
cadical = "0.1"
---
fn main() {
    let mut solver: cadical::Solver = Default::default();
    solver.add_clause([1, 2]);
    solver.add_clause([-1]);
    println!("cadical {:?} {:?} {}", solver.solve(), solver.value(2), solver.signature());
}
