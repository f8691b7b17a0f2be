//! pyvarium-vm.
