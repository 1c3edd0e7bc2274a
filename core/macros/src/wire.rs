//! The Rust side of a value: its derives, its wire form, and the unchecked twin it is read through.
//! The attributes of the other languages are put on the type here as well, because they must stand on one item.

use crate::declared::{Declared, LeftOut, Member, Shape, Variant, text_of_docs};
use crate::{mobile, node, python};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

pub(crate) fn expand(value: &Declared) -> TokenStream {
    match &value.shape {
        Shape::Record(members) => record(value, members),
        Shape::Union(variants) => union(value, variants),
        Shape::Choice(variants) => choice(value, variants),
    }
}

fn record(value: &Declared, members: &[Member]) -> TokenStream {
    let Declared { ident, vis, attrs, .. } = value;
    let on_the_type = [python::attribute(value), node::attribute(value), mobile::attribute(value)];
    let names: Vec<_> = members.iter().map(|member| &member.ident).collect();
    let types: Vec<_> = members.iter().map(|member| &member.ty).collect();
    let fields = members.iter().map(|member| {
        let Member { ident, vis, ty, attrs, .. } = member;
        // What is read through something else keeps serde's attributes there.
        let attrs = attrs
            .iter()
            .filter(|attr| !((value.has_twin() || value.list) && attr.path().is_ident("serde")));
        quote! { #(#attrs)* #vis #ident: #ty }
    });
    let (serde, more) = if value.has_twin() {
        (through(&format!("{ident}Unchecked"), true), twin(value, members))
    } else if value.list {
        let list = quote! { (#(#types,)*) };
        let more = quote! {
            impl ::core::convert::From<#list> for #ident {
                fn from((#(#names,)*): #list) -> #ident { #ident { #(#names,)* } }
            }
            impl ::core::convert::From<#ident> for #list {
                fn from(value: #ident) -> #list { (#(value.#names,)*) }
            }
        };
        (through(&list.to_string(), false), more)
    } else if value.says_how_to_read() {
        (quote! {}, quote! {})
    } else {
        (quote! { #[serde(deny_unknown_fields)] }, quote! {})
    };
    quote! {
        #[derive(Debug, Clone, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #serde
        #(#on_the_type)*
        #(#attrs)*
        #vis struct #ident { #(#fields,)* }
        #more
    }
}

/// Reading and writing through another type.
fn through(other: &str, may_fail: bool) -> TokenStream {
    if may_fail {
        quote! { #[serde(try_from = #other, into = #other)] }
    } else {
        quote! { #[serde(from = #other, into = #other)] }
    }
}

/// The same fields, unchecked: what left out is filled in on the way to the value.
fn twin(value: &Declared, members: &[Member]) -> TokenStream {
    let Declared { ident, name, vis, .. } = value;
    let twin = format_ident!("{ident}Unchecked");
    let names: Vec<_> = members.iter().map(|member| &member.ident).collect();
    let fields = members.iter().map(|member| {
        let Member { ident, ty, attrs, left_out, .. } = member;
        let ty = match left_out {
            LeftOut::Derived(_) => quote! { ::core::option::Option<#ty> },
            _ => quote! { #ty },
        };
        quote! { #(#attrs)* pub #ident: #ty }
    });
    let filled = members.iter().filter_map(|member| {
        let LeftOut::Derived(expression) = &member.left_out else { return None };
        let ident = &member.ident;
        Some(quote! {
            let #ident = match #ident {
                ::core::option::Option::Some(given) => given,
                ::core::option::Option::None => #expression,
            };
        })
    });
    let written = members.iter().map(|member| {
        let ident = &member.ident;
        match member.left_out {
            LeftOut::Derived(_) => quote! { #ident: ::core::option::Option::Some(value.#ident) },
            _ => quote! { #ident: value.#ident },
        }
    });
    let built = quote! { #ident { #(#names,)* } };
    let built = if value.checked {
        quote! { #built.checked() }
    } else {
        quote! { Ok(#built) }
    };
    let doc = format!("[`{ident}`] as it is written, before it is checked.");
    let on_the_twin = [node::twin_attribute(value), mobile::twin_attribute(value)];
    quote! {
        #[doc = #doc]
        #[derive(Debug, Clone, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(rename = #name, deny_unknown_fields)]
        #(#on_the_twin)*
        #[doc(hidden)]
        #vis struct #twin { #(#fields,)* }

        impl ::core::convert::TryFrom<#twin> for #ident {
            type Error = crate::error::Refusal;

            fn try_from(given: #twin) -> ::core::result::Result<#ident, crate::error::Refusal> {
                let #twin { #(#names,)* } = given;
                #(#filled)*
                #built
            }
        }

        impl ::core::convert::From<#ident> for #twin {
            fn from(value: #ident) -> #twin { #twin { #(#written,)* } }
        }
    }
}

fn union(value: &Declared, variants: &[Variant]) -> TokenStream {
    let Declared { ident, vis, attrs, .. } = value;
    let on_the_type = [node::attribute(value), mobile::attribute(value)];
    let variants = variants.iter().map(|variant| {
        let Variant { ident, attrs, members, .. } = variant;
        let fields = members.iter().map(|member| {
            let Member { ident, ty, attrs, .. } = member;
            quote! { #(#attrs)* #ident: #ty }
        });
        quote! { #(#attrs)* #ident { #(#fields,)* } }
    });
    let serde = if value.says_how_to_read() {
        quote! {}
    } else {
        quote! { #[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)] }
    };
    quote! {
        #[derive(Debug, Clone, PartialEq, Eq, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #serde
        #(#on_the_type)*
        #(#attrs)*
        #vis enum #ident { #(#variants,)* }
    }
}

fn choice(value: &Declared, variants: &[Variant]) -> TokenStream {
    let Declared { ident, name, vis, attrs, .. } = value;
    let on_the_type = [node::attribute(value), mobile::attribute(value)];
    let declared = variants.iter().map(|variant| {
        let Variant { ident, attrs, text, .. } = variant;
        let node = node::choice_attribute(text);
        let derives = attrs.iter();
        quote! { #(#derives)* #node #ident }
    });
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let texts: Vec<_> = variants.iter().map(|variant| &variant.text).collect();
    let abouts: Vec<_> = variants.iter().map(|variant| text_of_docs(&variant.attrs)).collect();
    let about = text_of_docs(attrs);
    quote! {
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        #(#on_the_type)*
        #(#attrs)*
        #vis enum #ident { #(#declared,)* }

        impl #ident {
            /// All of them, in their order.
            pub const ALL: &'static [#ident] = &[#(#ident::#idents,)*];

            /// The name as it is written.
            pub const fn as_str(self) -> &'static str {
                match self { #(#ident::#idents => #texts,)* }
            }
        }

        impl crate::lang::Choice for #ident {
            const NAME: &'static str = #name;
            const ABOUT: &'static str = #about;
            const CHOICES: &'static [crate::lang::Chosen] = &[
                #(crate::lang::Chosen { name: #texts, about: #abouts },)*
            ];
        }
    }
}
