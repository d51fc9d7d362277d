//! Recall, wrong values and abstention over invented documents, whole and damaged.

// A bench prints its figures and stops at the first surprise.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use gongkai::eval::score::{self, CheckScore, FactScore, Verdict};
use gongkai::extract::Reader;
use gongkai::generate::{Generator, LAYOUTS, MISTAKES, Options};
use gongkai::grammar::Registry;
use gongkai::read::Source;

fn main() {
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|a| a != "--bench")
        .collect();
    let n: u64 = args.first().and_then(|a| a.parse().ok()).unwrap_or(5);
    let show: usize = args.get(1).and_then(|a| a.parse().ok()).unwrap_or(0);
    let registry = Registry::embedded().unwrap();
    let generator = Generator::new(&registry);
    let reader = Reader::new(registry);
    for form in generator.forms() {
        for layout in LAYOUTS {
            let mut total = FactScore::default();
            let mut checks = CheckScore::default();
            let mut shown = 0;
            for seed in 0..n {
                let g = generator
                    .report(seed, form, layout, &Options::default())
                    .unwrap();
                let source = Source {
                    text: g.text.clone(),
                    ..Source::default()
                };
                let x = reader.extract(source);
                let gold = g.gold.facts.as_ref().unwrap();
                let s = score::facts(gold, &x.facts);
                if shown < show && (s.wrong > 0 || s.right < s.values) {
                    shown += 1;
                    println!("--- {} wrong {} abstained {}", g.name, s.wrong, s.abstained);
                    let mut k = 0;
                    for cell in gold {
                        let fact = x.facts.iter().find(|f| {
                            (f.indicator.as_str(), f.applicant, f.scope.as_deref()) == cell.key()
                        });
                        let v = score::verdict(cell, fact);
                        if matches!(v, Verdict::Wrong | Verdict::Abstained) && k < 6 {
                            k += 1;
                            println!(
                                "   {v:?} {:?} printed {:?} read {:?}",
                                cell.key(),
                                cell.printed,
                                fact.map(|f| (f.state, f.value, f.value_printed.clone()))
                            );
                        }
                    }
                    std::fs::create_dir_all("/tmp/wt/gen").unwrap();
                    std::fs::write(format!("/tmp/wt/gen/{}.txt", g.name), &g.text).unwrap();
                }
                total.add(&s);
                checks.add(&score::checks(g.gold.checks.as_ref().unwrap(), &x.checks));
            }
            println!(
                "{form:10} {:14} recall {:7.3}% wrong {:4} ({:.3}%) abst {:5} of {:6} others {}/{} confirmed {} wrong {} f1 {:.4} strict {:.4} alarms {}/{}",
                layout.name(),
                total.recall() * 100.0,
                total.wrong,
                total.wrong_rate() * 100.0,
                total.abstained,
                total.values,
                total.others_right,
                total.others,
                total.confirmed,
                total.confirmed_wrong,
                total.value_f1(),
                total.strict_f1(),
                checks.alarmed,
                checks.consistent
            );
        }
    }
    let mut by = Vec::new();
    for mistake in MISTAKES {
        let mut checks = CheckScore::default();
        for seed in 0..n {
            for form in generator.forms() {
                for layout in LAYOUTS {
                    let g = generator
                        .report(
                            seed,
                            form,
                            layout,
                            &Options {
                                mistake: Some(mistake),
                                ..Options::default()
                            },
                        )
                        .unwrap();
                    if g.planted.is_none() {
                        continue;
                    }
                    let x = reader.extract(Source {
                        text: g.text,
                        ..Source::default()
                    });
                    checks.add(&score::checks(g.gold.checks.as_ref().unwrap(), &x.checks));
                }
            }
        }
        by.push((mistake.name(), checks));
    }
    for (name, c) in by {
        println!("{name}: {c:?}");
    }
}
