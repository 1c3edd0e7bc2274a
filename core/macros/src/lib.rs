//! `#[value]`: declares a type once, for Rust and for every language it is bound to.
//! Underneath are only stock derives (serde, pyo3, napi, uniffi); any type can be written out by hand instead.

mod declared;
mod mobile;
mod node;
mod python;
mod wire;

use declared::Declared;
use proc_macro::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_macro_input};

/// Makes a struct or enum a *value*: immutable data that is copied over every border.
///
/// What can be read off the type is not said again. A struct refuses unknown fields, an optional field may be left out, an
/// enum whose variants have fields is tagged with `type`, an enum of names is copied and has `ALL` and `as_str`. All names are
/// written in snake_case. What remains is an argument:
///
/// - `name = "ProjectCommand"`: the name outside Rust, where two modules have the same.
/// - `checked`: constructing and reading end with `fn checked(self) -> Result<Self, Refusal>`.
/// - `null`: absent fields are written as `null`.
/// - `list`: the fields stand in a list, without their names.
/// - `opaque`: the fields stay inside; the other languages can only store it.
///
/// A field with `#[value(default = …)]` may be left out; the expression sees the fields before it.
#[proc_macro_attribute]
pub fn value(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    match Declared::read(arguments.into(), item) {
        Ok(declared) => {
            let (wire, python) = (wire::expand(&declared), python::expand(&declared));
            let (node, mobile) = (node::expand(&declared), mobile::expand(&declared));
            quote! { #wire #python #node #mobile }.into()
        }
        Err(error) => error.to_compile_error().into(),
    }
}
