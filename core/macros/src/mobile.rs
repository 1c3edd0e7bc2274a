//! A value in Kotlin and Swift: a data class or struct, a sealed class or enum, an enum of names.
//! A checked value is lifted from its unchecked twin.

use crate::declared::{Declared, Shape};
use proc_macro2::TokenStream;
use quote::quote;

/// The attribute on the type itself.
pub(crate) fn attribute(value: &Declared) -> TokenStream {
    let name = &value.name;
    if cfg!(not(feature = "mobile")) || value.opaque || value.has_twin() {
        return quote! {};
    }
    match &value.shape {
        Shape::Record(_) => quote! { #[derive(::uniffi::Record)] #[uniffi(name = #name)] },
        Shape::Union(_) | Shape::Choice(_) => {
            quote! { #[derive(::uniffi::Enum)] #[uniffi(name = #name)] }
        }
    }
}

/// The attribute on the unchecked twin.
pub(crate) fn twin_attribute(value: &Declared) -> TokenStream {
    let name = format!("{}Unchecked", value.name);
    if cfg!(not(feature = "mobile")) {
        return quote! {};
    }
    quote! { #[derive(::uniffi::Record)] #[uniffi(name = #name)] }
}

/// What a checked value needs besides: its way through the twin.
pub(crate) fn expand(value: &Declared) -> TokenStream {
    if cfg!(not(feature = "mobile")) || !value.has_twin() {
        return quote! {};
    }
    let ident = &value.ident;
    let twin = quote::format_ident!("{ident}Unchecked");
    quote! { crate::lang::mobile::through!(#ident, #twin); }
}
