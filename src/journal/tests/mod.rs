//! Tests of the journal as a whole, and the streams of envelopes that they are fed.

//mod corrupt;
//mod crash;
//mod full_disk;
//mod round_trip;
pub(super) mod streams;
//mod tables;
//mod writer;
