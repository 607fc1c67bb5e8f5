//! The declarations: structs as objects, enums as a word or as an object with one key, pairs as objects.

/// A struct as an object; its keys in ascending order.
macro_rules! objects {
    ($($ty:ident { $($key:ident),* $(,)? })*) => {$(
        impl $crate::part::Part for $ty {
            fn write(&self, out: &mut $crate::canonical::Writer, cx: &$crate::part::Context<'_>) {
                let Self { $($key),* } = self;
                out.open();
                $($crate::part::put(out, key!($key), $key, cx);)*
                out.close();
            }
            fn read(
                json: &$crate::canonical::Json<'_>,
                cx: &$crate::part::Context<'_>,
            ) -> Result<Self, $crate::DecodeError> {
                let object = $crate::part::Object::of(json, &[$(stringify!($key)),*])?;
                Ok(Self { $($key: object.take(stringify!($key), cx)?),* })
            }
        }
    )*};
}

/// A tuple as an object: its parts in their order, then the keys in ascending order.
macro_rules! tuples {
    ($(($($part:ident: $ty:ty),*) {$($key:ident),*})*) => {$(
        impl $crate::part::Part for ($($ty),*) {
            fn write(&self, out: &mut $crate::canonical::Writer, cx: &$crate::part::Context<'_>) {
                let ($($part),*) = self;
                out.open();
                $($crate::part::put(out, key!($key), $key, cx);)*
                out.close();
            }
            fn read(
                json: &$crate::canonical::Json<'_>,
                cx: &$crate::part::Context<'_>,
            ) -> Result<Self, $crate::DecodeError> {
                let object = $crate::part::Object::of(json, &[$(stringify!($key)),*])?;
                $(let $part = object.take(stringify!($part), cx)?;)*
                Ok(($($part),*))
            }
        }
    )*};
}

/// An enum: `unit` as a word; `one` as an object whose one key holds the payload; `many` and `fields` likewise, the
/// payload being an object with the keys given in ascending order.
macro_rules! choices {
    ($ty:ident as $what:literal:
        $(unit { $($u:ident = $un:literal),* $(,)? })?
        $(one { $($o:ident = $on:literal),* $(,)? })?
        $(many { $($m:ident($($mp:ident),*) = $mn:literal {$($mk:ident),*}),* $(,)? })?
        $(fields { $($f:ident = $fname:literal {$($fk:ident),*}),* $(,)? })?
    ) => {
        impl $crate::part::Part for $ty {
            fn write(&self, out: &mut $crate::canonical::Writer, cx: &$crate::part::Context<'_>) {
                let _ = cx;
                match self {
                    $($(Self::$u => out.word($un),)*)?
                    $($(Self::$o(one) => {
                        out.open();
                        out.known_key(key!($on));
                        $crate::part::Part::write(one, out, cx);
                        out.close();
                    })*)?
                    $($(Self::$m($($mp),*) => {
                        out.open();
                        out.known_key(key!($mn));
                        out.open();
                        $($crate::part::put(out, key!($mk), $mk, cx);)*
                        out.close();
                        out.close();
                    })*)?
                    $($(Self::$f { $($fk),* } => {
                        out.open();
                        out.known_key(key!($fname));
                        out.open();
                        $($crate::part::put(out, key!($fk), $fk, cx);)*
                        out.close();
                        out.close();
                    })*)?
                }
            }
            fn read(
                json: &$crate::canonical::Json<'_>,
                cx: &$crate::part::Context<'_>,
            ) -> Result<Self, $crate::DecodeError> {
                let _ = cx;
                let unknown = |name: &str| $crate::DecodeError::UnknownName { what: $what, name: name.into() };
                if let $crate::canonical::Json::Text(word) = json {
                    return match &**word {
                        $($($un => Ok(Self::$u),)*)?
                        other => Err(unknown(other)),
                    };
                }
                let (name, inner) = $crate::part::single(json)?;
                let _ = inner;
                match name {
                    $($($on => Ok(Self::$o($crate::part::Part::read(inner, cx).map_err(|e| e.under($on))?)),)*)?
                    $($($mn => {
                        let object = $crate::part::Object::of(inner, &[$(stringify!($mk)),*])?;
                        $(let $mp = object.take(stringify!($mp), cx)?;)*
                        Ok(Self::$m($($mp),*))
                    })*)?
                    $($($fname => {
                        let object = $crate::part::Object::of(inner, &[$(stringify!($fk)),*])?;
                        Ok(Self::$f { $($fk: object.take(stringify!($fk), cx)?),* })
                    })*)?
                    other => Err(unknown(other)),
                }
            }
        }
    };
}
