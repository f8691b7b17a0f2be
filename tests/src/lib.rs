//! Helpers for the one integration binary: where fixtures lie and how a program is run.
