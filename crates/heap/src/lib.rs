//! pyvarium-heap.
