//! Who gets what when a project ends: result, commission, tax, owner share, and every position's profit or loss.
//! The parts add up to revenue plus capital less costs, to the minor unit.
