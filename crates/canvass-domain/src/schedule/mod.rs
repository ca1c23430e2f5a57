//! Send windows, due times and end dates in the workspace's zone (E42-E50).
