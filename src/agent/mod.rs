//! The agent port and the built-in agents: moving-average crossover, sizing, stop-loss. Pure.
