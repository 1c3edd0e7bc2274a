//! The seed of a case: its operation and its number and nothing else, so that every machine makes the same cases.
//! A clock or a run before it never has a say.

use crate::random::Random;
use crate::support::commands::Choices;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// The choices of the case `number` of `op`: FNV-1a of the name, mixed with the number.
pub(crate) fn choices(op: &str, number: u32) -> Choices {
    let add = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    let name = op.bytes().fold(0xcbf2_9ce4_8422_2325, add);
    Choices(Choices(name ^ u64::from(number)).next())
}

/// The generator of the tests of the splits, begun by a choice.
pub(crate) fn random(choices: &mut Choices) -> Random {
    Random::new(choices.next())
}

/// What a strategy of the property tests draws, begun by a choice.
pub(crate) fn drawn<T>(strategy: &impl Strategy<Value = T>, choices: &mut Choices) -> T {
    let seed: Vec<u8> = (0..4).flat_map(|_| choices.next().to_le_bytes()).collect();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let config = Config { failure_persistence: None, ..Config::default() };
    strategy.new_tree(&mut TestRunner::new_with_rng(config, rng)).unwrap().current()
}
