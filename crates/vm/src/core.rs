//! The vm's own types, native frames and modules, each with its number. Adding one here is all that
//! the tables need; libraries add theirs without touching this file.

use crate::native::{Library, ModuleDef};

macro_rules! numbered_types {
    ($($id:ident $path:path;)*) => {
        /// Numbers of the vm's own types.
        pub mod ids {
            use crate::native::TypeId;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            #[repr(u16)]
            enum Index { $($id,)* N }
            $(pub const $id: TypeId = TypeId(Index::$id as u16);)*
            /// The first number of a library's types.
            pub const N_TYPES: u16 = Index::N as u16;
        }
        static TYPES: &[&crate::native::TypeDef] = &[$(&$path,)*];
    };
}

macro_rules! numbered_kinds {
    ($($id:ident $path:path;)*) => {
        /// Numbers of the vm's own native frames.
        pub mod kinds {
            use crate::native::Kind;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            #[repr(u16)]
            enum Index { $($id,)* N }
            $(pub const $id: Kind = Kind(Index::$id as u16);)*
            /// The first number of a library's native frames.
            pub const N_KINDS: u16 = Index::N as u16;
        }
        static NATIVES: &[&crate::native::NativeDef] = &[$(&$path,)*];
    };
}

numbered_types! {
    OBJECT crate::objects::object::OBJECT;
    TYPE crate::objects::type_::TYPE;
    INT crate::objects::int::INT;
    BOOL crate::objects::bool_::BOOL;
    FLOAT crate::objects::float::FLOAT;
    COMPLEX crate::objects::complex::COMPLEX;
    STR crate::objects::str_::STR;
    BYTES crate::objects::bytes::BYTES;
    BYTEARRAY crate::objects::bytearray::BYTEARRAY;
    MEMORYVIEW crate::objects::memoryview::MEMORYVIEW;
    MEMORY_ITERATOR crate::objects::memoryview::MEMORY_ITERATOR;
    BUFFER_WRAPPER crate::objects::buffer_wrapper::BUFFER_WRAPPER;
    BYTES_IO_BUFFER crate::objects::buffer_wrapper::BYTES_IO_BUFFER;
    BYTES_ITERATOR crate::objects::bytes::BYTES_ITERATOR;
    BYTEARRAY_ITERATOR crate::objects::bytes::BYTEARRAY_ITERATOR;
    TUPLE crate::objects::tuple::TUPLE;
    LIST crate::objects::list::LIST;
    DICT crate::objects::dict::DICT;
    SET crate::objects::set::SET;
    FROZENSET crate::objects::set::FROZENSET;
    RANGE crate::objects::range::RANGE;
    SLICE crate::objects::slice::SLICE;
    NONE_TYPE crate::objects::singletons::NONE_TYPE;
    NOT_IMPLEMENTED_TYPE crate::objects::singletons::NOT_IMPLEMENTED_TYPE;
    ELLIPSIS crate::objects::singletons::ELLIPSIS;
    FUNCTION crate::objects::function::FUNCTION;
    METHOD crate::objects::method::METHOD;
    BUILTIN_FUNCTION crate::objects::descr::BUILTIN_FUNCTION;
    METHOD_DESCRIPTOR crate::objects::descr::METHOD_DESCRIPTOR;
    CLASSMETHOD_DESCRIPTOR crate::objects::descr::CLASSMETHOD_DESCRIPTOR;
    WRAPPER_DESCRIPTOR crate::objects::descr::WRAPPER_DESCRIPTOR;
    METHOD_WRAPPER crate::objects::descr::METHOD_WRAPPER;
    GETSET_DESCRIPTOR crate::objects::descr::GETSET_DESCRIPTOR;
    MEMBER_DESCRIPTOR crate::objects::descr::MEMBER_DESCRIPTOR;
    CODE crate::objects::code::CODE;
    LINE_ITERATOR crate::objects::code_iters::LINE_ITERATOR;
    POSITIONS_ITERATOR crate::objects::code_iters::POSITIONS_ITERATOR;
    BRANCHES_ITERATOR crate::objects::code_iters::BRANCHES_ITERATOR;
    CELL crate::objects::cell::CELL;
    MODULE crate::objects::module::MODULE;
    GENERATOR crate::objects::generator::GENERATOR;
    COROUTINE crate::objects::generator::COROUTINE;
    COROUTINE_WRAPPER crate::objects::generator::COROUTINE_WRAPPER;
    ASYNC_GENERATOR crate::objects::async_gen::ASYNC_GENERATOR;
    ASYNC_GENERATOR_ASEND crate::objects::async_gen::ASYNC_GENERATOR_ASEND;
    ASYNC_GENERATOR_ATHROW crate::objects::async_gen::ASYNC_GENERATOR_ATHROW;
    ANEXT_AWAITABLE crate::objects::anext::ANEXT_AWAITABLE;
    ASYNC_GENERATOR_WRAPPED_VALUE crate::objects::async_gen::ASYNC_GENERATOR_WRAPPED_VALUE;
    FRAME crate::objects::frame::FRAME;
    FRAME_LOCALS_PROXY crate::objects::frame_locals::FRAME_LOCALS_PROXY;
    TRACEBACK crate::objects::frame::TRACEBACK;
    PROPERTY crate::objects::property::PROPERTY;
    CLASSMETHOD crate::objects::class_static::CLASSMETHOD;
    STATICMETHOD crate::objects::class_static::STATICMETHOD;
    MAPPINGPROXY crate::objects::mappingproxy::MAPPINGPROXY;
    GENERIC_ALIAS crate::objects::generic_alias::GENERIC_ALIAS;
    GENERIC_ALIAS_ITERATOR crate::objects::generic_alias::GENERIC_ALIAS_ITERATOR;
    UNION crate::objects::union::UNION;
    TYPEVAR crate::objects::typing::typevar::TYPEVAR;
    PARAMSPEC crate::objects::typing::typevar::PARAMSPEC;
    TYPEVARTUPLE crate::objects::typing::typevar::TYPEVARTUPLE;
    PARAMSPEC_ARGS crate::objects::typing::params::PARAMSPEC_ARGS;
    PARAMSPEC_KWARGS crate::objects::typing::params::PARAMSPEC_KWARGS;
    NO_DEFAULT_TYPE crate::objects::typing::params::NO_DEFAULT_TYPE;
    CONST_EVALUATOR crate::objects::typing::params::CONST_EVALUATOR;
    TYPE_ALIAS crate::objects::typing::alias::TYPE_ALIAS;
    GENERIC crate::objects::typing::generic::GENERIC;
    CAPSULE crate::objects::namespace::CAPSULE;
    SYS_FLAGS crate::run::sys_names::FLAGS_TYPE;
    SYS_VERSION_INFO crate::run::sys_names::VERSION_INFO;
    SYS_FLOAT_INFO crate::run::sys_names::FLOAT_INFO;
    SYS_INT_INFO crate::run::sys_names::INT_INFO;
    SYS_HASH_INFO crate::run::sys_names::HASH_INFO;
    SYS_THREAD_INFO crate::run::sys_names::THREAD_INFO;
    SYS_ASYNCGEN_HOOKS crate::run::sys_names::ASYNCGEN_HOOKS;
    UNRAISABLE_HOOK_ARGS crate::run::sys_names::HOOK_ARGS;
    SIMPLE_NAMESPACE crate::objects::namespace::SIMPLE_NAMESPACE;
    SUPER crate::objects::super_::SUPER;
    LIST_ITERATOR crate::objects::iterators::LIST_ITERATOR;
    LIST_REVERSEITERATOR crate::objects::iterators::LIST_REVERSEITERATOR;
    TUPLE_ITERATOR crate::objects::iterators::TUPLE_ITERATOR;
    STR_WIDE_ITERATOR crate::objects::iterators::STR_WIDE_ITERATOR;
    STR_ITERATOR crate::objects::iterators::STR_ITERATOR;
    RANGE_ITERATOR crate::objects::iterators::RANGE_ITERATOR;
    LONGRANGE_ITERATOR crate::objects::range_big::LONGRANGE_ITERATOR;
    SEQ_ITERATOR crate::objects::iterators::SEQ_ITERATOR;
    CALLABLE_ITERATOR crate::objects::iterators::CALLABLE_ITERATOR;
    SET_ITERATOR crate::objects::iterators::SET_ITERATOR;
    DICT_KEYS crate::objects::dict_views::DICT_KEYS;
    DICT_VALUES crate::objects::dict_views::DICT_VALUES;
    DICT_ITEMS crate::objects::dict_views::DICT_ITEMS;
    DICT_KEYITERATOR crate::objects::dict_views::DICT_KEYITERATOR;
    DICT_VALUEITERATOR crate::objects::dict_views::DICT_VALUEITERATOR;
    DICT_ITEMITERATOR crate::objects::dict_views::DICT_ITEMITERATOR;
    DICT_REVERSEKEYITERATOR crate::objects::dict_views::DICT_REVERSEKEYITERATOR;
    DICT_REVERSEVALUEITERATOR crate::objects::dict_views::DICT_REVERSEVALUEITERATOR;
    DICT_REVERSEITEMITERATOR crate::objects::dict_views::DICT_REVERSEITEMITERATOR;
    ENUMERATE crate::builtins::iteration::ENUMERATE;
    ZIP crate::builtins::iteration::ZIP;
    MAP crate::builtins::iteration::MAP;
    FILTER crate::builtins::iteration::FILTER;
    REVERSED crate::builtins::iteration::REVERSED;
    TEMPLATE crate::objects::template::TEMPLATE;
    INTERPOLATION crate::objects::template::INTERPOLATION;
    TEMPLATE_ITER crate::objects::template::TEMPLATE_ITER;
    IO_BASE crate::io::base::IO_BASE;
    RAW_IO_BASE crate::io::base::RAW_IO_BASE;
    BUFFERED_IO_BASE crate::io::base::BUFFERED_IO_BASE;
    TEXT_IO_BASE crate::io::base::TEXT_IO_BASE;
    FILE_IO crate::io::fileio::FILE_IO;
    BYTES_IO crate::io::bytesio::BYTES_IO;
    BUFFERED_READER crate::io::buffered::BUFFERED_READER;
    BUFFERED_WRITER crate::io::buffered::BUFFERED_WRITER;
    BUFFERED_RANDOM crate::io::buffered::BUFFERED_RANDOM;
    BUFFERED_RW_PAIR crate::io::pair::BUFFERED_RW_PAIR;
    STRING_IO crate::io::stringio::STRING_IO;
    TEXT_IO_WRAPPER crate::io::text::TEXT_IO_WRAPPER;
    NEWLINE_DECODER crate::io::newline::NEWLINE_DECODER;
    CONTEXT_VAR crate::objects::contextvars::CONTEXT_VAR;
    CONTEXT crate::objects::contextvars::CONTEXT;
    CONTEXT_TOKEN crate::objects::contextvars::CONTEXT_TOKEN;
    TOKEN_MISSING crate::objects::contextvars::TOKEN_MISSING;
    BASE_EXCEPTION crate::objects::exceptions::BASE_EXCEPTION;
    EXCEPTION crate::objects::exceptions::EXCEPTION;
    GENERATOR_EXIT crate::objects::exceptions::GENERATOR_EXIT;
    KEYBOARD_INTERRUPT crate::objects::exceptions::KEYBOARD_INTERRUPT;
    SYSTEM_EXIT crate::objects::exceptions::SYSTEM_EXIT;
    ARITHMETIC_ERROR crate::objects::exceptions::ARITHMETIC_ERROR;
    FLOATING_POINT_ERROR crate::objects::exceptions::FLOATING_POINT_ERROR;
    OVERFLOW_ERROR crate::objects::exceptions::OVERFLOW_ERROR;
    ZERO_DIVISION_ERROR crate::objects::exceptions::ZERO_DIVISION_ERROR;
    ASSERTION_ERROR crate::objects::exceptions::ASSERTION_ERROR;
    ATTRIBUTE_ERROR crate::objects::exceptions::ATTRIBUTE_ERROR;
    BUFFER_ERROR crate::objects::exceptions::BUFFER_ERROR;
    EOF_ERROR crate::objects::exceptions::EOF_ERROR;
    IMPORT_ERROR crate::objects::exceptions::IMPORT_ERROR;
    MODULE_NOT_FOUND_ERROR crate::objects::exceptions::MODULE_NOT_FOUND_ERROR;
    LOOKUP_ERROR crate::objects::exceptions::LOOKUP_ERROR;
    INDEX_ERROR crate::objects::exceptions::INDEX_ERROR;
    KEY_ERROR crate::objects::exceptions::KEY_ERROR;
    MEMORY_ERROR crate::objects::exceptions::MEMORY_ERROR;
    NAME_ERROR crate::objects::exceptions::NAME_ERROR;
    UNBOUND_LOCAL_ERROR crate::objects::exceptions::UNBOUND_LOCAL_ERROR;
    OS_ERROR crate::objects::os_error::OS_ERROR;
    BLOCKING_IO_ERROR crate::objects::os_error::BLOCKING_IO_ERROR;
    CHILD_PROCESS_ERROR crate::objects::os_error::CHILD_PROCESS_ERROR;
    CONNECTION_ERROR crate::objects::os_error::CONNECTION_ERROR;
    BROKEN_PIPE_ERROR crate::objects::os_error::BROKEN_PIPE_ERROR;
    CONNECTION_ABORTED_ERROR crate::objects::os_error::CONNECTION_ABORTED_ERROR;
    CONNECTION_REFUSED_ERROR crate::objects::os_error::CONNECTION_REFUSED_ERROR;
    CONNECTION_RESET_ERROR crate::objects::os_error::CONNECTION_RESET_ERROR;
    FILE_EXISTS_ERROR crate::objects::os_error::FILE_EXISTS_ERROR;
    FILE_NOT_FOUND_ERROR crate::objects::os_error::FILE_NOT_FOUND_ERROR;
    INTERRUPTED_ERROR crate::objects::os_error::INTERRUPTED_ERROR;
    IS_A_DIRECTORY_ERROR crate::objects::os_error::IS_A_DIRECTORY_ERROR;
    NOT_A_DIRECTORY_ERROR crate::objects::os_error::NOT_A_DIRECTORY_ERROR;
    PERMISSION_ERROR crate::objects::os_error::PERMISSION_ERROR;
    PROCESS_LOOKUP_ERROR crate::objects::os_error::PROCESS_LOOKUP_ERROR;
    TIMEOUT_ERROR crate::objects::os_error::TIMEOUT_ERROR;
    REFERENCE_ERROR crate::objects::exceptions::REFERENCE_ERROR;
    RUNTIME_ERROR crate::objects::exceptions::RUNTIME_ERROR;
    NOT_IMPLEMENTED_ERROR crate::objects::exceptions::NOT_IMPLEMENTED_ERROR;
    RECURSION_ERROR crate::objects::exceptions::RECURSION_ERROR;
    STOP_ITERATION crate::objects::exceptions::STOP_ITERATION;
    STOP_ASYNC_ITERATION crate::objects::exceptions::STOP_ASYNC_ITERATION;
    SYNTAX_ERROR crate::objects::syntax_error::SYNTAX_ERROR;
    INDENTATION_ERROR crate::objects::exceptions::INDENTATION_ERROR;
    INCOMPLETE_INPUT_ERROR crate::objects::exceptions::INCOMPLETE_INPUT_ERROR;
    TAB_ERROR crate::objects::exceptions::TAB_ERROR;
    SYSTEM_ERROR crate::objects::exceptions::SYSTEM_ERROR;
    TYPE_ERROR crate::objects::exceptions::TYPE_ERROR;
    VALUE_ERROR crate::objects::exceptions::VALUE_ERROR;
    UNICODE_ERROR crate::objects::exceptions::UNICODE_ERROR;
    UNICODE_ENCODE_ERROR crate::objects::unicode_errors::UNICODE_ENCODE_ERROR;
    UNICODE_DECODE_ERROR crate::objects::unicode_errors::UNICODE_DECODE_ERROR;
    UNICODE_TRANSLATE_ERROR crate::objects::unicode_errors::UNICODE_TRANSLATE_ERROR;
    WARNING crate::objects::exceptions::WARNING;
    USER_WARNING crate::objects::exceptions::USER_WARNING;
    DEPRECATION_WARNING crate::objects::exceptions::DEPRECATION_WARNING;
    RUNTIME_WARNING crate::objects::exceptions::RUNTIME_WARNING;
    SYNTAX_WARNING crate::objects::exceptions::SYNTAX_WARNING;
    PYTHON_FINALIZATION_ERROR crate::objects::os_error::PYTHON_FINALIZATION_ERROR;
    BYTES_WARNING crate::objects::os_error::BYTES_WARNING;
    ENCODING_WARNING crate::objects::os_error::ENCODING_WARNING;
    FUTURE_WARNING crate::objects::os_error::FUTURE_WARNING;
    IMPORT_WARNING crate::objects::os_error::IMPORT_WARNING;
    PENDING_DEPRECATION_WARNING crate::objects::os_error::PENDING_DEPRECATION_WARNING;
    RESOURCE_WARNING crate::objects::os_error::RESOURCE_WARNING;
    UNICODE_WARNING crate::objects::os_error::UNICODE_WARNING;
    BASE_EXCEPTION_GROUP crate::objects::exception_group::BASE_EXCEPTION_GROUP;
    EXCEPTION_GROUP crate::objects::exception_group::EXCEPTION_GROUP;
    UNSUPPORTED_OPERATION crate::objects::os_error::UNSUPPORTED_OPERATION;
}

numbered_kinds! {
    FINALIZE crate::eval::finalize::FINALIZE;
    HOLD crate::protocol::slot_call::HOLD;
    CALL_HOLDING crate::protocol::slot_call::CALL_HOLDING;
    WRAP_BETWEEN crate::protocol::slot_call::WRAP_BETWEEN;
    CONVERT crate::protocol::convert::CONVERT;
    TYPE_CALL crate::protocol::call::TYPE_CALL;
    GETATTR_HOOK crate::protocol::attr::GETATTR_HOOK;
    GETATTR_DEFAULT crate::protocol::attr::GETATTR_DEFAULT;
    IS_ABSTRACT crate::objects::is_abstract::IS_ABSTRACT;
    TRUTH crate::protocol::truth::TRUTH;
    TRUTH_OF crate::protocol::compare::TRUTH_OF;
    HASH crate::protocol::hash::HASH;
    RICHCOMPARE crate::protocol::compare::RICHCOMPARE;
    BINARY_OP crate::protocol::number::BINARY_OP;
    POWER crate::protocol::power::POWER;
    ITER crate::protocol::iter::ITER;
    PAUSE crate::protocol::iter::PAUSE;
    LEN crate::protocol::subscript::LEN;
    CONTAINS crate::protocol::subscript::CONTAINS;
    TEXT crate::protocol::text::TEXT;
    DICT_OP crate::protocol::dict_ops::DICT_OP;
    IMPORT crate::import::level::IMPORT;
    IMPORT_FROM crate::import::from::IMPORT_FROM;
    IMPORT_STAR crate::import::from::IMPORT_STAR;
    MODULE_FAULT crate::import::origin::MODULE_FAULT;
    START crate::import::start::START;
    LOAD_MAPPING crate::eval::native_frames::LOAD_MAPPING;
    RAISE crate::eval::native_frames::RAISE;
    SETUP_ANNOTATIONS crate::eval::native_frames::SETUP_ANNOTATIONS;
    IMPORT_BY_MAPPING crate::eval::native_frames::IMPORT_BY_MAPPING;
    OTHER_SUPER crate::eval::native_frames::OTHER_SUPER;
    RAISE_SAID crate::exc::RAISE_SAID;
    CLASS_GETITEM crate::protocol::subscript::CLASS_GETITEM;
    THROW_METHOD crate::objects::generator::THROW_METHOD;
    STR_SUBCLASS crate::objects::str_::STR_SUBCLASS;
    MAKETRANS crate::objects::str_translate::MAKETRANS;
    SLICE_HASH crate::objects::slice::SLICE_HASH;
    RELEASE_BUFFER crate::objects::buffer_wrapper::RELEASE_BUFFER;
    MEMORY_OF crate::objects::buffer_wrapper::MEMORY_OF;
    BYTES_OF_ITEMS crate::objects::bytes::BYTES_OF_ITEMS;
    BYTES_ENCODED crate::objects::bytes::BYTES_ENCODED;
    BYTEARRAY_ASSIGN crate::objects::bytearray::BYTEARRAY_ASSIGN;
    SYNTAX_PLACE crate::objects::syntax_error::SYNTAX_PLACE;
    SYNTAX_TEXT crate::objects::syntax_error::SYNTAX_TEXT;
    OS_ERROR_TEXT crate::objects::os_error::OS_ERROR_TEXT;
    EXCEPTION_SETSTATE crate::objects::exception_state::EXCEPTION_SETSTATE;
    DIR_LOCALS crate::builtins::basic::DIR_LOCALS;
    BUILD_SET crate::eval::native_frames::BUILD_SET;
    BUILD_MAP crate::eval::native_frames::BUILD_MAP;
    UNPACK crate::eval::unpack::UNPACK;
    MATCH_KEYS crate::eval::matching::MATCH_KEYS;
    MATCH_CLASS crate::eval::matching::MATCH_CLASS;
    AWAITABLE crate::eval::generators::AWAITABLE;
    AITER_SAID crate::eval::generators::AITER_SAID;
    ANNOTATIONS crate::objects::annotations::ANNOTATIONS;
    NOT_EQUAL crate::objects::object::NOT_EQUAL;
    METHOD_OF_LIST crate::objects::memory_cast::METHOD_OF_LIST;
    MODULE_DIR crate::objects::module::MODULE_DIR;
    REDUCE_RANGE crate::objects::iterators_state::REDUCE_RANGE;
    ANSWER_NONE crate::protocol::slot_call::ANSWER_NONE;
    ANEXT_DEFAULT crate::objects::anext::ANEXT_DEFAULT;
    ANEXT_STEP crate::objects::anext::ANEXT_STEP;
    REDUCE_METHOD crate::objects::pickling::REDUCE_METHOD;
    REDUCE_TEMPLATE crate::objects::pickling::REDUCE_TEMPLATE;
    HEX_SEPARATOR crate::objects::bytes_hex::HEX_SEPARATOR;
    COMPLEX_NEW crate::objects::complex_new::COMPLEX_NEW;
    COMPLEX_FROM_NUMBER crate::objects::complex_new::COMPLEX_FROM_NUMBER;
    BYTES_PERCENT crate::objects::bytes_percent::BYTES_PERCENT;
    BYTES_JOIN crate::objects::bytes_methods::BYTES_JOIN;
    CLASS_SAID crate::protocol::isinstance::CLASS_SAID;
    FLOAT_LITERAL crate::objects::float::FLOAT_LITERAL;
    INT_LITERAL crate::objects::int_text::INT_LITERAL;
    AWAITED crate::eval::generators::AWAITED;
    DIR_SAID crate::builtins::basic::DIR_SAID;
    REDUCE_REST crate::objects::iterators_state::REDUCE_REST;
    SETSTATE_REVERSED crate::objects::iterators_state::SETSTATE_REVERSED;
    PROPERTY_INIT crate::objects::property::PROPERTY_INIT;
    PROPERTY_NAME crate::objects::property::PROPERTY_NAME;
    PROPERTY_COPY crate::objects::property::PROPERTY_COPY;
    PROPERTY_WITHOUT crate::objects::property::PROPERTY_WITHOUT;
    WRAPPER_INIT crate::objects::class_static::WRAPPER_INIT;
    WRAPPER_REPR crate::objects::class_static::WRAPPER_REPR;
    WRAPPED_ATTRIBUTE crate::objects::class_static::WRAPPED_ATTRIBUTE;
    METHOD_BY_NAME crate::objects::mappingproxy::METHOD_BY_NAME;
    PROXY_REPR crate::objects::mappingproxy::PROXY_REPR;
    SUPER_INIT crate::objects::super_::SUPER_INIT;
    SUPER_GET crate::objects::super_::SUPER_GET;
    OBJECT_REDUCE crate::objects::reduce::OBJECT_REDUCE;
    OBJECT_REDUCE_EX crate::objects::reduce::OBJECT_REDUCE_EX;
    OBJECT_GETSTATE crate::objects::reduce::OBJECT_GETSTATE;
    ALIAS_REPR crate::objects::generic_alias::ALIAS_REPR;
    ALIAS_HASH crate::objects::generic_alias::ALIAS_HASH;
    ALIAS_PARAMETERS crate::objects::generic_alias::ALIAS_PARAMETERS;
    ALIAS_GETITEM crate::objects::generic_alias::ALIAS_GETITEM;
    ALIAS_CALL crate::objects::generic_alias::ALIAS_CALL;
    ALIAS_COMPARE crate::objects::generic_alias::ALIAS_COMPARE;
    ALIAS_DIR crate::objects::generic_alias::ALIAS_DIR;
    UNION_REPR crate::objects::union::UNION_REPR;
    UNION_HASH crate::objects::union::UNION_HASH;
    UNION_COMPARE crate::objects::union::UNION_COMPARE;
    UNION_PARAMETERS crate::objects::union::UNION_PARAMETERS;
    UNION_GETITEM crate::objects::union::UNION_GETITEM;
    UNION_AS_BASE crate::objects::union::UNION_AS_BASE;
    UNION_CHECKED crate::objects::union::UNION_CHECKED;
    TYPEVAR_NEW crate::objects::typing::typevar::TYPEVAR_NEW;
    PARAMSPEC_NEW crate::objects::typing::typevar::PARAMSPEC_NEW;
    TYPEVAR_LAZY crate::objects::typing::typevar::TYPEVAR_LAZY;
    TYPING_CALL crate::objects::typing::typevar::TYPING_CALL;
    TYPEVAR_PREPARE crate::objects::typing::typevar::TYPEVAR_PREPARE;
    PARAMSPEC_PART_REPR crate::objects::typing::params::PARAMSPEC_PART_REPR;
    CONST_EVALUATOR_REPR crate::objects::typing::params::CONST_EVALUATOR_REPR;
    TYPE_TEXTS crate::objects::typing::params::TYPE_TEXTS;
    GENERIC_CALL crate::objects::typing::generic::GENERIC_CALL;
    UNPACK_ITER crate::objects::typing::generic::UNPACK_ITER;
    SUBSCRIPT_GENERIC crate::objects::typing::generic::SUBSCRIPT_GENERIC;
    TYPE_ALIAS_NEW crate::objects::typing::alias::TYPE_ALIAS_NEW;
    TYPE_ALIAS_PARAMS crate::objects::typing::alias::TYPE_ALIAS_PARAMS;
    TYPE_ALIAS_VALUE crate::objects::typing::alias::TYPE_ALIAS_VALUE;
    NAMESPACE_INIT crate::objects::namespace::NAMESPACE_INIT;
    NAMESPACE_REPLACE crate::objects::namespace::NAMESPACE_REPLACE;
    NAMESPACE_REPR crate::objects::namespace::NAMESPACE_REPR;
    TYPE_NEW crate::objects::class_new::TYPE_NEW;
    BUILD_CLASS crate::objects::build_class::BUILD_CLASS;
    TUPLE_NEW crate::objects::tuple::TUPLE_NEW;
    TUPLE_HASH crate::objects::tuple::TUPLE_HASH;
    LIST_EXTEND crate::objects::sequence::LIST_EXTEND;
    SEQUENCE_FAST crate::objects::sequence::SEQUENCE_FAST;
    ASSIGN_SLICE crate::objects::list_slice::ASSIGN_SLICE;
    ANSWER_INSTEAD crate::objects::list::ANSWER_INSTEAD;
    SEQ_SEARCH crate::objects::seq_search::SEQ_SEARCH;
    SEQ_COMPARE crate::objects::seq_compare::SEQ_COMPARE;
    LIST_SORT crate::objects::list_sort::LIST_SORT;
    DICT_UPDATE crate::objects::dict_update::DICT_UPDATE;
    DICT_UPDATE_CHOICE crate::objects::dict_update::DICT_UPDATE_CHOICE;
    DICT_UPDATE_KEYS crate::objects::dict_update::DICT_UPDATE_KEYS;
    DICT_UPDATE_PAIRS crate::objects::dict_update::DICT_UPDATE_PAIRS;
    UPDATE_THEN crate::objects::dict_update::UPDATE_THEN;
    FROMKEYS crate::objects::dict::FROMKEYS;
    DICT_EQUAL crate::objects::dict::DICT_EQUAL;
    VIEW_SET crate::objects::dict_view_sets::VIEW_SET;
    ITEMS_CONTAIN crate::objects::dict_view_sets::ITEMS_CONTAIN;
    VIEW_REPR crate::objects::dict_views::VIEW_REPR;
    SET_OP crate::protocol::set_ops::SET_OP;
    SET_MERGE crate::objects::set::SET_MERGE;
    SET_UPDATE crate::objects::set::SET_UPDATE;
    SET_WALK crate::objects::set_algebra::SET_WALK;
    SET_THEN crate::objects::set_algebra::SET_THEN;
    SET_EACH crate::objects::set_algebra::SET_EACH;
    ASCII crate::objects::str_::ASCII;
    BYTES_NEW crate::objects::bytes::BYTES_NEW;
    BYTEARRAY_EXTEND crate::objects::bytearray::BYTEARRAY_EXTEND;
    TRANSLATE crate::objects::str_translate::TRANSLATE;
    INT_FROM_BYTES crate::objects::int_bytes::INT_FROM_BYTES;
    RANGE_SEARCH crate::objects::range_big::RANGE_SEARCH;
    PERCENT crate::objects::str_percent::PERCENT;
    STR_FORMAT crate::objects::str_format::STR_FORMAT;
    TEMPLATE_REPR crate::objects::template::TEMPLATE_REPR;
    JOIN crate::objects::str_split::JOIN;
    SEQ_REPR crate::objects::seq_repr::SEQ_REPR;
    REPR_PARTS crate::objects::repr_parts::REPR_PARTS;
    WRAP_TEXT crate::objects::method::WRAP_TEXT;
    GETITEM_NEXT crate::objects::iterators::GETITEM_NEXT;
    CALLABLE_NEXT crate::objects::iterators::CALLABLE_NEXT;
    GEN_CLOSE crate::objects::generator::GEN_CLOSE;
    THROW_EXIT crate::objects::generator::THROW_EXIT;
    THROW_WARNED crate::objects::generator::THROW_WARNED;
    GEN_THROW crate::objects::generator::GEN_THROW;
    GIVE crate::objects::generator::GIVE;
    ASYNC_STEP crate::objects::async_gen::ASYNC_STEP;
    ASYNC_CLOSED crate::objects::async_gen::ASYNC_CLOSED;
    THROW crate::objects::generator::THROW;
    GROUP_NEW crate::objects::exception_group::GROUP_NEW;
    GROUP_SPLIT crate::objects::exception_group::GROUP_SPLIT;
    GROUP_FIRST crate::objects::exception_group::GROUP_FIRST;
    PREPARE_RERAISE crate::objects::exception_group::PREPARE_RERAISE;
    EXCEPTION_REPR crate::objects::exceptions::EXCEPTION_REPR;
    IO crate::io::IO;
    CODEC crate::codecs::CODEC;
    CALL_IN_MODULE crate::script::CALL_IN_MODULE;
    JUMP crate::tracing::JUMP;
    STRUCTSEQ_REPR crate::objects::structseq::STRUCTSEQ_REPR;
    STRUCTSEQ_NEW crate::objects::structseq::STRUCTSEQ_NEW;
    WAIT_FOR_HOST crate::protocol::convert::WAIT_FOR_HOST;
    HASATTR crate::builtins::basic::HASATTR;
    EVAL crate::builtins::eval::EVAL;
    MAKE_TREE crate::builtins::tree::MAKE_TREE;
    DECODE_SOURCE crate::builtins::source::DECODE_SOURCE;
    INPUT crate::builtins::eval::INPUT;
    BREAKPOINT crate::run::breakpoint::BREAKPOINT;
    ASIDE crate::run::aside::ASIDE;
    BREAKPOINT_HOOK crate::run::breakpoint::BREAKPOINT_HOOK;
    PRINT crate::builtins::print::PRINT;
    DISPLAY crate::builtins::print::DISPLAY;
    NEXT_DEFAULT crate::builtins::iteration::NEXT_DEFAULT;
    LAZY_NEW crate::builtins::iteration::LAZY_NEW;
    LAZY_NEXT crate::builtins::iteration::LAZY_NEXT;
    REVERSED_NEXT crate::builtins::iteration::REVERSED_NEXT;
    REVERSED_LEN crate::builtins::iteration::REVERSED_LEN;
    CHECK_CLASSES crate::protocol::isinstance::CHECK_CLASSES;
    REDUCE crate::builtins::reduce::REDUCE;
    SORTED crate::builtins::sorted::SORTED;
    RUN_MAIN crate::run::main::RUN_MAIN;
    AUDIT crate::run::sys_functions::AUDIT;
    TELL crate::tracing::TELL;
    SET_ARGS crate::objects::exception_state::SET_ARGS;
    LOCALS_REPR crate::objects::frame_locals::LOCALS_REPR;
    UNCAUGHT crate::run::uncaught::UNCAUGHT;
    PRINT_CAPTURED crate::run::uncaught::PRINT_CAPTURED;
    PRINT_EXCEPTION crate::run::traceback::PRINT_EXCEPTION;
    UNRAISABLE crate::run::unraisable::UNRAISABLE;
    GETSIZEOF crate::run::sizeof::GETSIZEOF;
    EXIT_FUNCTIONS crate::run::atexit::EXIT_FUNCTIONS;
    EXIT_UNREGISTER crate::run::atexit::EXIT_UNREGISTER;
    COLLECT crate::gc_collect::COLLECT;
    CONTEXT_RUN crate::objects::contextvars::CONTEXT_RUN;
    WARN_EXPLICIT crate::warnings::WARN_EXPLICIT;
    SHOW_WARNING crate::warnings::SHOW_WARNING;
    WRITE_STDERR crate::warnings::WRITE_STDERR;
    WARN_THEN crate::warnings::WARN_THEN;
    UNAWAITED crate::warnings::UNAWAITED;
    SYNTAX_WARNINGS crate::warnings::SYNTAX_WARNINGS;
}

static MODULES: &[&ModuleDef] = &[
    &crate::builtins::BUILTINS,
    &crate::io::IO_MODULE,
    &crate::codecs::functions::CODECS_MODULE,
    &crate::builtins::BUILTINS,
    &crate::io::IO_MODULE,
    &crate::run::sys::SYS,
    &crate::gc::GC,
    &crate::run::atexit::ATEXIT,
    &crate::warnings::WARNINGS,
    &crate::tracing::MONITORING,
    &crate::objects::contextvars::CONTEXTVARS,
    &crate::objects::typing::modules::TYPING,
    &crate::objects::typing::modules::TYPES,
];

/// The vm's own part of the tables.
pub static LIBRARY: Library = Library { types: TYPES, natives: NATIVES, modules: MODULES };
