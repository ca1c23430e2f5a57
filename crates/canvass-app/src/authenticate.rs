//! Authentication: from what a request carries to a principal. One answer for every way to fail.
