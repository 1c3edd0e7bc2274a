//! A value in TypeScript: an interface, a union of objects told apart by `type`, or a union of texts.
//! A checked value is read as its unchecked twin, which carries its name.

use crate::declared::{Declared, Shape};
use proc_macro2::TokenStream;
use quote::quote;

/// The attribute on the type itself.
pub(crate) fn attribute(value: &Declared) -> TokenStream {
    let name = &value.name;
    if cfg!(not(feature = "node")) || value.opaque || value.has_twin() {
        return quote! {};
    }
    match &value.shape {
        Shape::Record(_) => quote! { #[::napi_derive::napi(object, js_name = #name)] },
        Shape::Union(_) => {
            quote! { #[::napi_derive::napi(discriminant = "type", discriminant_case = "snake_case", js_name = #name)] }
        }
        Shape::Choice(_) => quote! { #[::napi_derive::napi(string_enum, js_name = #name)] },
    }
}

/// The attribute on the unchecked twin.
pub(crate) fn twin_attribute(value: &Declared) -> TokenStream {
    let name = &value.name;
    if cfg!(not(feature = "node")) {
        return quote! {};
    }
    quote! { #[::napi_derive::napi(object, js_name = #name)] }
}

/// The attribute on one name of a choice.
pub(crate) fn choice_attribute(text: &str) -> TokenStream {
    if cfg!(feature = "node") {
        quote! { #[napi(value = #text)] }
    } else {
        quote! {}
    }
}

/// What a checked value needs besides: its way through the twin.
pub(crate) fn expand(value: &Declared) -> TokenStream {
    if cfg!(not(feature = "node")) || !value.has_twin() {
        return quote! {};
    }
    let ident = &value.ident;
    let twin = quote::format_ident!("{ident}Unchecked");
    quote! { crate::lang::node::through!(#ident, #twin); }
}
