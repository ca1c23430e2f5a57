//! Mail addresses: what is valid (E28) and which are equal (E40).
