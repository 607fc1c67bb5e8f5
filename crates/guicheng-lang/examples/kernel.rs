//! Prints the kernel graph of a procedure file: `cargo run -p guicheng-lang --example kernel FILE [CALENDARS]`.

use guicheng_core::{FlowId, Graph, Procedure, Work};
use guicheng_lang::{FileId, Lang, Library, Source, doc, load, render, side, zone::Zones};

fn main() -> Result<(), std::io::Error> {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap_or_default();
    let mut library = Library::default();
    if let Some(calendars) = args.next() {
        let source = Source::from_bytes(FileId(1), &calendars, &std::fs::read(&calendars)?);
        let mut cx = doc::Cx::default();
        let table = doc::parse(&source, &mut cx.findings).unwrap_or_default();
        library.calendars = side::calendars(&mut cx, &table, &mut Zones::default());
    }
    let source = Source::from_bytes(FileId(0), &path, &std::fs::read(&path)?);
    let loaded = load(&source, &library);
    print!("{}", render(&[source], &loaded.findings, Lang::En, false));
    if let Some(procedure) = loaded.procedure {
        print(&procedure);
    }
    Ok(())
}

fn print(procedure: &Procedure) {
    let graph = &procedure.graph;
    let to = |flow: &FlowId| format!("{}>{}", flow.0, label(procedure, graph, *flow));
    for (id, scope) in graph.scopes.iter() {
        println!(
            "scope {} start {} {:?} {:?}",
            procedure.names.scopes.at(id).id,
            to(&scope.start),
            scope.instances,
            scope.repeat
        );
        for (card, flow) in &scope.entries {
            println!("   entry {card:?} {}", to(flow));
        }
        for (card, flow) in &scope.instead {
            println!("   instead {card:?} {}", to(flow));
        }
        for (node_id, node) in graph.nodes.iter().filter(|(_, node)| node.scope == id) {
            let outs: Vec<String> = node.outs.iter().map(to).collect();
            println!(
                "   {} {} join {:?} {} split {:?} -> {}{}{}",
                node_id.0,
                procedure.names.nodes.at(node_id).id,
                node.join,
                work(procedure, node.work),
                node.split,
                outs.join(" "),
                if node.reach.is_empty() { String::new() } else { format!(" reach {:?}", node.reach) },
                if node.region.is_empty() { String::new() } else { format!(" region {:?}", node.region) },
            );
        }
    }
}

fn label(procedure: &Procedure, graph: &Graph, flow: FlowId) -> String {
    procedure.names.nodes.at(graph.flows.at(flow).to).id.to_string()
}

fn work(procedure: &Procedure, work: Work) -> String {
    match work {
        Work::Nothing => "-".into(),
        Work::Step(step) => format!("step {}", procedure.names.steps.at(step).id),
        Work::Scope(scope) => format!("scope {}", procedure.names.scopes.at(scope).id),
        Work::Act(acts) => format!("act {:?}", procedure.acts.at(acts)),
        Work::End => "end".into(),
        Work::Stop => "stop".into(),
    }
}
