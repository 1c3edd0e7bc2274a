//! A value in Python: a frozen class, a class with a nested class for each variant, or a `StrEnum` of `tercero.choices`.
//! What the classes share (JSON, repr, pickling) is written once, in `core/src/lang/python.rs`.

use crate::declared::{Declared, LeftOut, Member, Shape, Variant, docs, inside};
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

/// The attribute on a struct; of an enum the class is a twin.
pub(crate) fn attribute(value: &Declared) -> TokenStream {
    let name = &value.name;
    if cfg!(not(feature = "python")) {
        return quote! {};
    }
    quote! {
        #[::pyo3::pyclass(module = "tercero", name = #name, frozen, eq, hash)]
    }
}

pub(crate) fn expand(value: &Declared) -> TokenStream {
    if cfg!(not(feature = "python")) {
        return quote! {};
    }
    let expanded = match &value.shape {
        Shape::Record(members) => record(value, members),
        Shape::Union(variants) => union(value, variants),
        Shape::Choice(variants) => choice(value, variants),
    };
    quote! {
        const _: () = {
            use ::pyo3::prelude::*;
            use ::pyo3::types::{PyAny, PyType};
            use crate::lang::python::{self as python, Crosses, Fields, Given, Json, Names, Shown, Variants};
            #expanded
        };
    }
}

/// What every class can do; `this` is the value behind `self`.
fn shared(value: &Declared, this: &TokenStream) -> TokenStream {
    let ident = &value.ident;
    let repr = format_ident!("{}", if value.opaque { "repr_of_json" } else { "repr" });
    quote! {
        /// The value as canonical JSON.
        fn to_json(&self) -> PyResult<String> { python::guard(|| crate::to_json(#this)) }

        #[classmethod]
        fn __get_pydantic_core_schema__<'py>(
            cls: &Bound<'py, PyType>,
            _source: Bound<'py, PyAny>,
            handler: Bound<'py, PyAny>,
        ) -> PyResult<Bound<'py, PyAny>> { python::pydantic(cls, handler) }

        /// Reads the value from JSON, through the same checks as the constructor.
        #[classmethod]
        fn from_json(_cls: &Bound<'_, PyType>, text: Given<Json>) -> PyResult<Given<#ident>> {
            python::guard(|| crate::from_json(&text.0.0)).map(Given)
        }

        fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> { python::#repr(slf.as_any()) }

        fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<python::Reduced<'py>> {
            python::reduce(slf.as_any())
        }

        fn __copy__<'py>(slf: Bound<'py, Self>) -> Bound<'py, Self> { slf }

        fn __deepcopy__<'py>(slf: Bound<'py, Self>, _memo: Bound<'py, PyAny>) -> Bound<'py, Self> {
            slf
        }
    }
}

/// The parameters of a constructor in the order of the fields: from the first that may be left out, what must be given
/// is given by name.
fn signature(members: &[Member], left_out: impl Fn(&Member) -> Option<TokenStream>) -> TokenStream {
    let mut parameters = Vec::new();
    let (mut optional, mut by_name) = (false, false);
    for member in members {
        let ident = &label(member);
        match left_out(member) {
            Some(default) => {
                optional = true;
                parameters.push(quote! { #ident = #default });
            }
            None => {
                if optional && !by_name {
                    by_name = true;
                    parameters.push(quote! { * });
                }
                parameters.push(quote! { #ident });
            }
        }
    }
    quote! { (#(#parameters),*) }
}

/// Name, type and whether it must be given, of each field.
fn fields(members: &[Member]) -> TokenStream {
    let fields = members.iter().map(|member| {
        let Member { ty, left_out, .. } = member;
        let label = label(member).to_string();
        let required = matches!(left_out, LeftOut::Refused);
        quote! { (#label, <#ty as Crosses>::shape(), #required) }
    });
    quote! { Fields(vec![#(#fields),*]) }
}

fn record(value: &Declared, members: &[Member]) -> TokenStream {
    let Declared { ident, name, .. } = value;
    let shared = shared(value, &quote! { self });
    let crosses = quote! {
        impl python::Value for #ident { type Class = #ident; }
        impl Crosses for #ident {
            fn shape() -> String { #name.to_owned() }
            fn read(given: &Bound<'_, PyAny>) -> PyResult<Self> {
                python::instance::<#ident>(given, #name).map(|class| class.get().clone())
            }
            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(Bound::new(py, self.clone())?.into_any())
            }
        }
    };
    let shown: &[Member] = if value.opaque { &[] } else { members };
    let labels: Vec<_> = shown.iter().map(|member| label(member).to_string()).collect();
    let hint = stubs(|| {
        quote! {
            const HINT: ::pyo3::inspect::PyStaticExpr = python::hints::names_hint!(#(#labels)*);
        }
    });
    let hinted = hinted(ident, &quote! { <#ident as ::pyo3::PyTypeInfo>::TYPE_HINT });
    let crosses = quote! {
        #crosses
        #hinted
        impl python::Labelled for #ident {
            const LABELS: &'static [&'static str] = &[#(#labels,)*];
            #hint
        }
    };
    if value.opaque {
        return quote! {
            #crosses
            #[pymethods]
            impl #ident {
                #[classattr]
                #[pyo3(name = "__match_args__")]
                fn __python_match_args() -> Names<Self> { Names::new() }
                #shared
            }
        };
    }
    let parameters = members.iter().map(|member| {
        let Member { ty, left_out, .. } = member;
        let ident = label(member);
        match (left_out, inside(ty, "Option")) {
            (LeftOut::Refused, _) => quote! { #ident: Given<#ty> },
            (_, Some(inner)) => quote! { #ident: ::core::option::Option<Given<#inner>> },
            (_, None) => quote! { #ident: ::core::option::Option<Given<#ty>> },
        }
    });
    let twin = format_ident!("{ident}Unchecked");
    let given = members.iter().map(|member| {
        let (ident, label) = (&member.ident, label(member));
        match &member.left_out {
            LeftOut::Refused => quote! { #ident: #label.0 },
            LeftOut::Nothing | LeftOut::Derived(_) => {
                quote! { #ident: #label.map(|given| given.0) }
            }
            LeftOut::Filled(default) => quote! {
                #ident: match #label {
                    ::core::option::Option::Some(given) => given.0,
                    ::core::option::Option::None => #default,
                }
            },
        }
    });
    let built = if value.has_twin() {
        quote! { #ident::try_from(#twin { #(#given,)* }) }
    } else {
        quote! { Ok(#ident { #(#given,)* }) }
    };
    let signature = signature(members, |member| match member.left_out {
        LeftOut::Refused => None,
        _ => Some(quote! { None }),
    });
    let getters = members.iter().map(|member| {
        let Member { ident, ty, attrs, .. } = member;
        let (docs, label) = (docs(attrs), label(member).to_string());
        let getter = format_ident!("__python_get_{ident}");
        quote! {
            #(#docs)*
            #[getter]
            #[pyo3(name = #label)]
            fn #getter(&self) -> Shown<'_, #ty> { Shown(&self.#ident) }
        }
    });
    let fields = fields(members);
    quote! {
        #crosses
        #[pymethods]
        impl #ident {
            #[classattr]
            #[pyo3(name = "__match_args__")]
            fn __python_match_args() -> Names<Self> { Names::new() }

            #[classattr]
            #[pyo3(name = "__fields__")]
            fn __python_fields() -> Fields { #fields }

            #[new]
            #[pyo3(signature = #signature)]
            #[expect(clippy::allow_attributes, reason = "the number of fields decides")]
            #[allow(clippy::too_many_arguments)]
            fn __python_new(#(#parameters),*) -> PyResult<Self> { python::guard(|| #built) }

            #(#getters)*
            #shared
        }
    }
}

/// The class of an enum is a twin whose fields are read strictly.
fn union(value: &Declared, variants: &[Variant]) -> TokenStream {
    let Declared { ident, name, .. } = value;
    let class = format_ident!("{ident}Class");
    let type_docs = docs(&value.attrs);
    let declared = variants.iter().map(|variant| {
        let Variant { ident, attrs, members, .. } = variant;
        let (variant_docs, signature) = (docs(attrs), signature(members, default));
        let fields = members.iter().map(|member| {
            let Member { ty, attrs, .. } = member;
            let (docs, ident) = (docs(attrs), label(member));
            match optional(member) {
                Some(inner) => quote! { #(#docs)* #ident: ::core::option::Option<Given<#inner>> },
                None => quote! { #(#docs)* #ident: Given<#ty> },
            }
        });
        quote! {
            #(#variant_docs)*
            #[pyo3(constructor = #signature)]
            #ident { #(#fields,)* }
        }
    });
    let there = variants.iter().map(|variant| {
        let (variant_ident, labels) = (&variant.ident, variant.members.iter().map(label));
        let members = variant.members.iter().map(|member| {
            let (ident, label) = (&member.ident, label(member));
            match optional(member) {
                Some(_) => quote! { #ident: #label.map(|given| given.0) },
                None => quote! { #ident: #label.0 },
            }
        });
        quote! {
            #class::#variant_ident { #(#labels,)* } => #ident::#variant_ident { #(#members,)* }
        }
    });
    let back = variants.iter().map(|variant| {
        let (variant_ident, names) = (&variant.ident, variant.members.iter().map(|m| &m.ident));
        let members = variant.members.iter().map(|member| {
            let (ident, label) = (&member.ident, label(member));
            match optional(member) {
                Some(_) => quote! { #label: #ident.map(Given) },
                None => quote! { #label: Given(#ident) },
            }
        });
        quote! {
            #ident::#variant_ident { #(#names,)* } => #class::#variant_ident { #(#members,)* }
        }
    });
    let listed = variants.iter().map(|variant| {
        let (text, fields) = (&variant.text, fields(&variant.members));
        let nested = format_ident!("{class}_{}", variant.ident);
        quote! { (#text, py.get_type::<#nested>(), #fields) }
    });
    let shared = shared(value, &quote! { &#ident::from(self.clone()) });
    let hinted = hinted(ident, &quote! { <#class as ::pyo3::PyTypeInfo>::TYPE_HINT });
    quote! {
        #hinted
        #(#type_docs)*
        #[pyclass(module = "tercero", name = #name, frozen, eq, hash)]
        #[derive(Debug, Clone, PartialEq, Eq, Hash)]
        pub enum #class { #(#declared,)* }

        impl ::core::convert::From<#class> for #ident {
            fn from(class: #class) -> #ident { match class { #(#there,)* } }
        }
        impl ::core::convert::From<#ident> for #class {
            fn from(value: #ident) -> #class { match value { #(#back,)* } }
        }
        impl python::Value for #ident { type Class = #class; }
        impl Crosses for #ident {
            fn shape() -> String { #name.to_owned() }
            fn read(given: &Bound<'_, PyAny>) -> PyResult<Self> {
                python::instance::<#class>(given, #name).map(|class| class.get().clone().into())
            }
            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                Ok(#class::from(self.clone()).into_pyobject(py)?.into_any())
            }
        }
        #[pymethods]
        impl #class {
            #[classattr]
            #[pyo3(name = "__variants__")]
            fn __python_variants(py: Python<'_>) -> Variants<'_> { Variants(vec![#(#listed),*]) }
            #shared
        }
    }
}

/// The name of a field in Python, where `from` cannot be one.
fn label(member: &Member) -> syn::Ident {
    let ident = &member.ident;
    if ident == "from" { format_ident!("{ident}_") } else { ident.clone() }
}

fn optional(member: &Member) -> Option<&syn::Type> {
    match member.left_out {
        LeftOut::Nothing => inside(&member.ty, "Option"),
        _ => None,
    }
}

fn default(member: &Member) -> Option<TokenStream> {
    match &member.left_out {
        LeftOut::Refused => None,
        LeftOut::Nothing => Some(quote! { None }),
        LeftOut::Filled(default) | LeftOut::Derived(default) => Some(quote! { Given(#default) }),
    }
}

fn choice(value: &Declared, variants: &[Variant]) -> TokenStream {
    let Declared { ident, name, .. } = value;
    let idents: Vec<_> = variants.iter().map(|variant| &variant.ident).collect();
    let texts: Vec<_> = variants.iter().map(|variant| &variant.text).collect();
    let hint = quote! { ::pyo3::type_hint_identifier!("tercero.choices", #name) };
    let hinted = hinted(ident, &hint);
    quote! {
        #hinted

        static CLASS: ::pyo3::sync::PyOnceLock<Py<PyType>> = ::pyo3::sync::PyOnceLock::new();

        impl Crosses for #ident {
            fn shape() -> String { #name.to_owned() }
            fn read(given: &Bound<'_, PyAny>) -> PyResult<Self> {
                match python::word(given, #name).and_then(python::spelled)? {
                    #(#texts => Ok(#ident::#idents),)*
                    _ => Err(python::not_one_of::<#ident>(given)),
                }
            }
            fn write<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
                CLASS.import(py, "tercero.choices", #name)?.call1((self.as_str(),))
            }
        }
    }
}

/// What is written only while the stubs are made.
fn stubs(write: impl FnOnce() -> TokenStream) -> TokenStream {
    if cfg!(feature = "stubs") {
        write()
    } else {
        quote! {}
    }
}

/// What the stubs say of a type.
fn hinted(ident: &syn::Ident, hint: &TokenStream) -> TokenStream {
    stubs(|| {
        quote! {
            impl python::Hinted for #ident {
                const INPUT: ::pyo3::inspect::PyStaticExpr = #hint;
                const OUTPUT: ::pyo3::inspect::PyStaticExpr = #hint;
            }
        }
    })
}
