//! Scores: net promoter score with its base and interval.
