//! The modules `_typing` and `_types`: names for types that are made elsewhere.
//!
//! CPython: Modules/_typingmodule.c, Modules/_typesmodule.c.

use crate::core::ids;
use crate::native::{FnDef, ModuleDef, TypeId};
use crate::vm::Vm;

pub static TYPING: ModuleDef = ModuleDef {
    name: "_typing",
    doc: Some("Primitives and accelerators for the typing module.\n"),
    functions: &[FnDef::new("_idfunc", "obj, /", |vm, a| vm.own_flow(a.at(0)?))],
    types: &[
        ids::TYPEVAR,
        ids::TYPEVARTUPLE,
        ids::PARAMSPEC,
        ids::PARAMSPEC_ARGS,
        ids::PARAMSPEC_KWARGS,
        ids::GENERIC,
        ids::TYPE_ALIAS,
        ids::UNION,
    ],
    exec: Some(|vm, module| {
        let (own, dict) = (vm.heap.own(vm.one.no_default), vm.module_dict(module));
        match dict {
            Some(dict) => vm.dict_set_named(dict, "NoDefault", own),
            None => vm.heap.decref_own(own),
        }
        Ok(())
    }),
};

pub static TYPES: ModuleDef = ModuleDef {
    name: "_types",
    doc: Some("Define names for built-in types."),
    functions: &[],
    types: &[],
    exec: Some(|vm, module| {
        let Some(dict) = vm.module_dict(module) else { return Ok(()) };
        for (name, id) in NAMES {
            let own = vm.heap.own(vm.ty(*id));
            vm.dict_set_named(dict, name, own);
        }
        Ok(())
    }),
};

const NAMES: &[(&str, TypeId)] = &[
    ("AsyncGeneratorType", ids::ASYNC_GENERATOR),
    ("BuiltinFunctionType", ids::BUILTIN_FUNCTION),
    ("BuiltinMethodType", ids::BUILTIN_FUNCTION),
    ("CapsuleType", ids::CAPSULE),
    ("CellType", ids::CELL),
    ("ClassMethodDescriptorType", ids::CLASSMETHOD_DESCRIPTOR),
    ("CodeType", ids::CODE),
    ("CoroutineType", ids::COROUTINE),
    ("EllipsisType", ids::ELLIPSIS),
    ("FrameType", ids::FRAME),
    ("FunctionType", ids::FUNCTION),
    ("GeneratorType", ids::GENERATOR),
    ("GenericAlias", ids::GENERIC_ALIAS),
    ("GetSetDescriptorType", ids::GETSET_DESCRIPTOR),
    ("LambdaType", ids::FUNCTION),
    ("MappingProxyType", ids::MAPPINGPROXY),
    ("MemberDescriptorType", ids::MEMBER_DESCRIPTOR),
    ("MethodDescriptorType", ids::METHOD_DESCRIPTOR),
    ("MethodType", ids::METHOD),
    ("MethodWrapperType", ids::METHOD_WRAPPER),
    ("ModuleType", ids::MODULE),
    ("NoneType", ids::NONE_TYPE),
    ("NotImplementedType", ids::NOT_IMPLEMENTED_TYPE),
    ("SimpleNamespace", ids::SIMPLE_NAMESPACE),
    ("TracebackType", ids::TRACEBACK),
    ("UnionType", ids::UNION),
    ("WrapperDescriptorType", ids::WRAPPER_DESCRIPTOR),
];

impl Vm {
    pub fn no_default(&self) -> pyvarium_heap::Ref {
        self.one.no_default
    }
}
