-- What format 3 has beside: the chain's link at the end of each raw row that does not end its chunk, so that the
-- inputs of the last, incomplete chunk are covered too. Packed rows, and rows of older formats, have none.

ALTER TABLE segments ADD COLUMN sha256 BLOB;
