//! What a declaration says: the arguments of `#[value]`, the fields, and which of them may be left out.
//! Every language's expansion reads this, so that they agree.

use proc_macro2::TokenStream;
use syn::parse::Parser;
use syn::{
    Attribute, Data, DeriveInput, Error, Expr, Field, Fields, GenericArgument, Ident, LitStr, Meta,
    PathArguments, Result, Token, Type, Visibility, punctuated::Punctuated,
};

/// A declared type.
pub(crate) struct Declared {
    /// The name in Rust.
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    /// The name everywhere else.
    pub(crate) name: String,
    /// Its attributes, without `#[value]`.
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) shape: Shape,
    pub(crate) checked: bool,
    pub(crate) null: bool,
    pub(crate) list: bool,
    pub(crate) opaque: bool,
}

pub(crate) enum Shape {
    Record(Vec<Member>),
    Union(Vec<Variant>),
    Choice(Vec<Variant>),
}

pub(crate) struct Variant {
    pub(crate) ident: Ident,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) members: Vec<Member>,
    /// The name on the wire.
    pub(crate) text: String,
}

/// A field.
pub(crate) struct Member {
    pub(crate) ident: Ident,
    pub(crate) vis: Visibility,
    pub(crate) ty: Type,
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) left_out: LeftOut,
}

/// What it means that a field is left out.
pub(crate) enum LeftOut {
    /// It must not be.
    Refused,
    /// There is none.
    Nothing,
    /// What serde fills in.
    Filled(Expr),
    /// What `#[value(default = …)]` says, from the fields before it.
    Derived(Expr),
}

impl Declared {
    pub(crate) fn read(arguments: TokenStream, mut item: DeriveInput) -> Result<Declared> {
        for_readers(&mut item.attrs);
        let mut declared = Declared {
            name: item.ident.to_string(),
            ident: item.ident,
            vis: item.vis,
            shape: Shape::Choice(Vec::new()),
            checked: false,
            null: false,
            list: false,
            opaque: false,
            attrs: item.attrs,
        };
        for argument in Punctuated::<Meta, Token![,]>::parse_terminated.parse2(arguments)? {
            match &argument {
                Meta::NameValue(pair) if pair.path.is_ident("name") => {
                    let text: LitStr = syn::parse2(quote::ToTokens::to_token_stream(&pair.value))?;
                    declared.name = text.value();
                }
                Meta::Path(path) if path.is_ident("checked") => declared.checked = true,
                Meta::Path(path) if path.is_ident("null") => declared.null = true,
                Meta::Path(path) if path.is_ident("list") => declared.list = true,
                Meta::Path(path) if path.is_ident("opaque") => declared.opaque = true,
                other => return Err(Error::new_spanned(other, "unknown argument of `value`")),
            }
        }
        let all_default = serde_default(&declared.attrs)?.is_some();
        let null = declared.null;
        declared.shape = match item.data {
            Data::Struct(data) => Shape::Record(members(data.fields, all_default, null)?),
            Data::Enum(data) => {
                let names = data.variants.iter().all(|v| matches!(v.fields, Fields::Unit));
                let variants = data.variants.into_iter().map(|mut variant| {
                    for_readers(&mut variant.attrs);
                    Ok(Variant {
                        text: serde_rename(&variant.attrs)?
                            .unwrap_or_else(|| snake(&variant.ident.to_string())),
                        ident: variant.ident,
                        attrs: variant.attrs,
                        members: members(variant.fields, false, null)?,
                    })
                });
                let variants = variants.collect::<Result<Vec<_>>>()?;
                if names { Shape::Choice(variants) } else { Shape::Union(variants) }
            }
            Data::Union(_) => return Err(Error::new_spanned(&declared.ident, "not a value")),
        };
        Ok(declared)
    }

    /// Whether values are read through an unchecked twin.
    pub(crate) fn has_twin(&self) -> bool {
        let derived = |member: &Member| matches!(member.left_out, LeftOut::Derived(_));
        self.checked || matches!(&self.shape, Shape::Record(members) if members.iter().any(derived))
    }

    /// Whether the type says itself how serde reads it.
    pub(crate) fn says_how_to_read(&self) -> bool {
        ["transparent", "try_from", "from", "tag"]
            .iter()
            .any(|word| serde_words(&self.attrs).iter().any(|said| said == word))
    }
}

fn members(fields: Fields, all_default: bool, null: bool) -> Result<Vec<Member>> {
    let fields = match fields {
        Fields::Named(fields) => fields.named,
        Fields::Unit => Punctuated::new(),
        Fields::Unnamed(fields) => {
            return Err(Error::new_spanned(fields, "the fields of a value have names"));
        }
    };
    fields.into_iter().map(|field| member(field, all_default, null)).collect()
}

fn member(field: Field, all_default: bool, null: bool) -> Result<Member> {
    let Field { vis, ident: Some(ident), ty, mut attrs, .. } = field else {
        return Err(Error::new_spanned(field, "the fields of a value have names"));
    };
    let mut derived = None;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("value")) {
        attr.parse_nested_meta(|meta| {
            derived = Some(meta.value()?.parse::<Expr>()?);
            Ok(())
        })?;
    }
    attrs.retain(|attr| !attr.path().is_ident("value"));
    for_readers(&mut attrs);
    let optional = inside(&ty, "Option").is_some();
    let said = attrs.iter().any(|attr| attr.path().is_ident("serde"));
    let filled = serde_default(&attrs)?;
    let left_out = match (derived, filled) {
        (Some(expression), _) => LeftOut::Derived(expression),
        (None, _) if optional => LeftOut::Nothing,
        (None, Some(expression)) => LeftOut::Filled(expression),
        (None, None) if all_default => {
            LeftOut::Filled(syn::parse_quote!(::core::default::Default::default()))
        }
        (None, None) => LeftOut::Refused,
    };
    if optional && !said && !null {
        attrs.push(syn::parse_quote!(#[serde(default, skip_serializing_if = "Option::is_none")]));
    }
    Ok(Member { ident, vis, ty, attrs, left_out })
}

/// The `T` of a type written as `outer<T>`; what a macro passes on as a type comes in a group.
pub(crate) fn inside<'a>(ty: &'a Type, outer: &str) -> Option<&'a Type> {
    let path = match ty {
        Type::Group(group) => return inside(&group.elem, outer),
        Type::Path(path) => path,
        _ => return None,
    };
    let last = path.path.segments.last().filter(|last| last.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(ty)) => Some(ty),
        _ => None,
    }
}

/// The lines of documentation among `attrs`.
pub(crate) fn docs(attrs: &[Attribute]) -> Vec<&Attribute> {
    attrs.iter().filter(|attr| attr.path().is_ident("doc")).collect()
}

/// The documentation as other languages show it: without examples in Rust, and without links.
pub(crate) fn text_of_docs(attrs: &[Attribute]) -> String {
    let lines = docs(attrs).into_iter().filter_map(|attr| {
        let Meta::NameValue(pair) = &attr.meta else { return None };
        let text: LitStr = syn::parse2(quote::ToTokens::to_token_stream(&pair.value)).ok()?;
        Some(text.value().trim().to_owned())
    });
    let lines: Vec<_> = lines.take_while(|line| !line.starts_with("```")).collect();
    without_links(lines.join("\n").trim())
}

/// ``[`Terms`](crate::Terms)`` and ``[`Terms`]`` as `` `Terms` ``.
fn without_links(text: &str) -> String {
    let mut parts = text.split("[`");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (code, rest) = part.split_once("`]").unwrap_or((part, ""));
        let target = rest.strip_prefix('(').and_then(|rest| rest.split_once(')'));
        plain += &format!("`{code}`{}", target.map_or(rest, |(_, rest)| rest));
    }
    plain
}

/// In a build for another language the documentation is written for its readers.
fn for_readers(attrs: &mut Vec<Attribute>) {
    if cfg!(any(feature = "python", feature = "node", feature = "mobile")) {
        let text = text_of_docs(attrs);
        attrs.retain(|attr| !attr.path().is_ident("doc"));
        if !text.is_empty() {
            attrs.insert(0, syn::parse_quote!(#[doc = #text]));
        }
    }
}

fn serde_items(attrs: &[Attribute]) -> Vec<Meta> {
    let serde = attrs.iter().filter(|attr| attr.path().is_ident("serde"));
    let lists = serde.filter_map(|attr| {
        attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()
    });
    lists.flatten().collect()
}

fn serde_words(attrs: &[Attribute]) -> Vec<String> {
    let words = serde_items(attrs).into_iter();
    words.filter_map(|meta| meta.path().get_ident().map(Ident::to_string)).collect()
}

fn serde_text(attrs: &[Attribute], word: &str) -> Result<Option<LitStr>> {
    for meta in serde_items(attrs) {
        if let Meta::NameValue(pair) = &meta
            && pair.path.is_ident(word)
        {
            return syn::parse2(quote::ToTokens::to_token_stream(&pair.value)).map(Some);
        }
    }
    Ok(None)
}

/// What `#[serde(default)]` fills in.
fn serde_default(attrs: &[Attribute]) -> Result<Option<Expr>> {
    if let Some(path) = serde_text(attrs, "default")? {
        let path: syn::Path = path.parse()?;
        return Ok(Some(syn::parse_quote!(#path())));
    }
    let bare = serde_words(attrs).iter().any(|word| word == "default");
    Ok(bare.then(|| syn::parse_quote!(::core::default::Default::default())))
}

fn serde_rename(attrs: &[Attribute]) -> Result<Option<String>> {
    Ok(serde_text(attrs, "rename")?.map(|text| text.value()))
}

/// `name` as serde writes it in snake_case.
pub(crate) fn snake(name: &str) -> String {
    let mut text = String::new();
    for (index, letter) in name.char_indices() {
        if letter.is_uppercase() && index > 0 {
            text.push('_');
        }
        text.extend(letter.to_lowercase());
    }
    text
}
