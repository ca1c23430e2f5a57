-- The newest stays: a store that stood still for long must be recognised as such.
DELETE FROM node WHERE beat_at < $1 AND beat_at < (SELECT max(beat_at) FROM node)
