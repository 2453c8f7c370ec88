//! What panels are made of: gauges, curves, tables of fixed columns.
