//! The instruction set of CPython 3.14, with CPython's numbers and names.
//!
//! Rows are `Variant = number, name, base, caches, kinds`. Pseudo instructions (above 255) exist only
//! inside CPython's compiler and are not here. Nothing here knows what an instruction does.

const ARG: u8 = 1;
const CONST: u8 = 2;
const NAME: u8 = 4;
const JUMP: u8 = 8;
const FREE: u8 = 16;
const LOCAL: u8 = 32;

macro_rules! opcodes {
    ($($variant:ident = $number:literal, $name:literal, $base:ident, $caches:literal, $kinds:expr;)*) => {
        /// CPython: Include/opcode_ids.h.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Opcode { $($variant = $number,)* }

        impl Opcode {
            /// Every opcode, in order of its number.
            pub const ALL: &'static [Opcode] = &[$(Opcode::$variant,)*];

            pub const fn from_u8(number: u8) -> Option<Opcode> {
                match number { $($number => Some(Opcode::$variant),)* _ => None }
            }

            /// CPython's name, `LOAD_FAST_BORROW`.
            pub const fn name(self) -> &'static str {
                match self { $(Opcode::$variant => $name,)* }
            }

            /// The instruction that this one is a specialized or instrumented form of; else itself.
            pub const fn base(self) -> Opcode {
                match self { $(Opcode::$variant => Opcode::$base,)* }
            }

            /// Inline cache entries that follow the instruction. Unit: code units.
            pub const fn caches(self) -> u8 {
                match self { $(Opcode::$variant => $caches,)* }
            }

            const fn kinds(self) -> u8 {
                match self { $(Opcode::$variant => $kinds,)* }
            }
        }
    };
}

impl Opcode {
    pub fn from_name(name: &str) -> Option<Opcode> {
        Opcode::ALL.iter().copied().find(|op| op.name() == name)
    }

    pub const fn has_arg(self) -> bool {
        self.kinds() & ARG != 0
    }

    /// The argument is an index into co_consts.
    pub const fn has_const(self) -> bool {
        self.kinds() & CONST != 0
    }

    /// The argument holds an index into co_names (shifted for LOAD_GLOBAL, LOAD_ATTR, LOAD_SUPER_ATTR).
    pub const fn has_name(self) -> bool {
        self.kinds() & NAME != 0
    }

    /// The argument is a distance in code units from the instruction's end.
    pub const fn has_jump(self) -> bool {
        self.kinds() & JUMP != 0
    }

    pub const fn has_free(self) -> bool {
        self.kinds() & FREE != 0
    }

    /// The argument is an index into localsplus (two packed ones for the superinstructions).
    pub const fn has_local(self) -> bool {
        self.kinds() & LOCAL != 0
    }

    pub const fn is_backward_jump(self) -> bool {
        matches!(self, Opcode::JumpBackward | Opcode::JumpBackwardNoInterrupt | Opcode::EndAsyncFor)
    }
}

opcodes! {
    Cache = 0, "CACHE", Cache, 0, 0;
    BinarySlice = 1, "BINARY_SLICE", BinarySlice, 0, 0;
    BuildTemplate = 2, "BUILD_TEMPLATE", BuildTemplate, 0, 0;
    BinaryOpInplaceAddUnicode = 3, "BINARY_OP_INPLACE_ADD_UNICODE", BinaryOp, 5, LOCAL;
    CallFunctionEx = 4, "CALL_FUNCTION_EX", CallFunctionEx, 0, 0;
    CheckEgMatch = 5, "CHECK_EG_MATCH", CheckEgMatch, 0, 0;
    CheckExcMatch = 6, "CHECK_EXC_MATCH", CheckExcMatch, 0, 0;
    CleanupThrow = 7, "CLEANUP_THROW", CleanupThrow, 0, 0;
    DeleteSubscr = 8, "DELETE_SUBSCR", DeleteSubscr, 0, 0;
    EndFor = 9, "END_FOR", EndFor, 0, 0;
    EndSend = 10, "END_SEND", EndSend, 0, 0;
    ExitInitCheck = 11, "EXIT_INIT_CHECK", ExitInitCheck, 0, 0;
    FormatSimple = 12, "FORMAT_SIMPLE", FormatSimple, 0, 0;
    FormatWithSpec = 13, "FORMAT_WITH_SPEC", FormatWithSpec, 0, 0;
    GetAiter = 14, "GET_AITER", GetAiter, 0, 0;
    GetAnext = 15, "GET_ANEXT", GetAnext, 0, 0;
    GetIter = 16, "GET_ITER", GetIter, 0, 0;
    Reserved = 17, "RESERVED", Reserved, 0, 0;
    GetLen = 18, "GET_LEN", GetLen, 0, 0;
    GetYieldFromIter = 19, "GET_YIELD_FROM_ITER", GetYieldFromIter, 0, 0;
    InterpreterExit = 20, "INTERPRETER_EXIT", InterpreterExit, 0, 0;
    LoadBuildClass = 21, "LOAD_BUILD_CLASS", LoadBuildClass, 0, 0;
    LoadLocals = 22, "LOAD_LOCALS", LoadLocals, 0, 0;
    MakeFunction = 23, "MAKE_FUNCTION", MakeFunction, 0, 0;
    MatchKeys = 24, "MATCH_KEYS", MatchKeys, 0, 0;
    MatchMapping = 25, "MATCH_MAPPING", MatchMapping, 0, 0;
    MatchSequence = 26, "MATCH_SEQUENCE", MatchSequence, 0, 0;
    Nop = 27, "NOP", Nop, 0, 0;
    NotTaken = 28, "NOT_TAKEN", NotTaken, 0, 0;
    PopExcept = 29, "POP_EXCEPT", PopExcept, 0, 0;
    PopIter = 30, "POP_ITER", PopIter, 0, 0;
    PopTop = 31, "POP_TOP", PopTop, 0, 0;
    PushExcInfo = 32, "PUSH_EXC_INFO", PushExcInfo, 0, 0;
    PushNull = 33, "PUSH_NULL", PushNull, 0, 0;
    ReturnGenerator = 34, "RETURN_GENERATOR", ReturnGenerator, 0, 0;
    ReturnValue = 35, "RETURN_VALUE", ReturnValue, 0, 0;
    SetupAnnotations = 36, "SETUP_ANNOTATIONS", SetupAnnotations, 0, 0;
    StoreSlice = 37, "STORE_SLICE", StoreSlice, 0, 0;
    StoreSubscr = 38, "STORE_SUBSCR", StoreSubscr, 1, 0;
    ToBool = 39, "TO_BOOL", ToBool, 3, 0;
    UnaryInvert = 40, "UNARY_INVERT", UnaryInvert, 0, 0;
    UnaryNegative = 41, "UNARY_NEGATIVE", UnaryNegative, 0, 0;
    UnaryNot = 42, "UNARY_NOT", UnaryNot, 0, 0;
    WithExceptStart = 43, "WITH_EXCEPT_START", WithExceptStart, 0, 0;
    BinaryOp = 44, "BINARY_OP", BinaryOp, 5, ARG;
    BuildInterpolation = 45, "BUILD_INTERPOLATION", BuildInterpolation, 0, ARG;
    BuildList = 46, "BUILD_LIST", BuildList, 0, ARG;
    BuildMap = 47, "BUILD_MAP", BuildMap, 0, ARG;
    BuildSet = 48, "BUILD_SET", BuildSet, 0, ARG;
    BuildSlice = 49, "BUILD_SLICE", BuildSlice, 0, ARG;
    BuildString = 50, "BUILD_STRING", BuildString, 0, ARG;
    BuildTuple = 51, "BUILD_TUPLE", BuildTuple, 0, ARG;
    Call = 52, "CALL", Call, 3, ARG;
    CallIntrinsic1 = 53, "CALL_INTRINSIC_1", CallIntrinsic1, 0, ARG;
    CallIntrinsic2 = 54, "CALL_INTRINSIC_2", CallIntrinsic2, 0, ARG;
    CallKw = 55, "CALL_KW", CallKw, 3, ARG;
    CompareOp = 56, "COMPARE_OP", CompareOp, 1, ARG;
    ContainsOp = 57, "CONTAINS_OP", ContainsOp, 1, ARG;
    ConvertValue = 58, "CONVERT_VALUE", ConvertValue, 0, ARG;
    Copy = 59, "COPY", Copy, 0, ARG;
    CopyFreeVars = 60, "COPY_FREE_VARS", CopyFreeVars, 0, ARG;
    DeleteAttr = 61, "DELETE_ATTR", DeleteAttr, 0, ARG | NAME;
    DeleteDeref = 62, "DELETE_DEREF", DeleteDeref, 0, ARG | FREE;
    DeleteFast = 63, "DELETE_FAST", DeleteFast, 0, ARG | LOCAL;
    DeleteGlobal = 64, "DELETE_GLOBAL", DeleteGlobal, 0, ARG | NAME;
    DeleteName = 65, "DELETE_NAME", DeleteName, 0, ARG | NAME;
    DictMerge = 66, "DICT_MERGE", DictMerge, 0, ARG;
    DictUpdate = 67, "DICT_UPDATE", DictUpdate, 0, ARG;
    EndAsyncFor = 68, "END_ASYNC_FOR", EndAsyncFor, 0, ARG | JUMP;
    ExtendedArg = 69, "EXTENDED_ARG", ExtendedArg, 0, ARG;
    ForIter = 70, "FOR_ITER", ForIter, 1, ARG | JUMP;
    GetAwaitable = 71, "GET_AWAITABLE", GetAwaitable, 0, ARG;
    ImportFrom = 72, "IMPORT_FROM", ImportFrom, 0, ARG | NAME;
    ImportName = 73, "IMPORT_NAME", ImportName, 0, ARG | NAME;
    IsOp = 74, "IS_OP", IsOp, 0, ARG;
    JumpBackward = 75, "JUMP_BACKWARD", JumpBackward, 1, ARG | JUMP;
    JumpBackwardNoInterrupt = 76, "JUMP_BACKWARD_NO_INTERRUPT", JumpBackwardNoInterrupt, 0, ARG | JUMP;
    JumpForward = 77, "JUMP_FORWARD", JumpForward, 0, ARG | JUMP;
    ListAppend = 78, "LIST_APPEND", ListAppend, 0, ARG;
    ListExtend = 79, "LIST_EXTEND", ListExtend, 0, ARG;
    LoadAttr = 80, "LOAD_ATTR", LoadAttr, 9, ARG | NAME;
    LoadCommonConstant = 81, "LOAD_COMMON_CONSTANT", LoadCommonConstant, 0, ARG;
    LoadConst = 82, "LOAD_CONST", LoadConst, 0, ARG | CONST;
    LoadDeref = 83, "LOAD_DEREF", LoadDeref, 0, ARG | LOCAL;
    LoadFast = 84, "LOAD_FAST", LoadFast, 0, ARG | LOCAL;
    LoadFastAndClear = 85, "LOAD_FAST_AND_CLEAR", LoadFastAndClear, 0, ARG | LOCAL;
    LoadFastBorrow = 86, "LOAD_FAST_BORROW", LoadFastBorrow, 0, ARG | LOCAL;
    LoadFastBorrowLoadFastBorrow = 87, "LOAD_FAST_BORROW_LOAD_FAST_BORROW", LoadFastBorrowLoadFastBorrow, 0, ARG | LOCAL;
    LoadFastCheck = 88, "LOAD_FAST_CHECK", LoadFastCheck, 0, ARG | LOCAL;
    LoadFastLoadFast = 89, "LOAD_FAST_LOAD_FAST", LoadFastLoadFast, 0, ARG | LOCAL;
    LoadFromDictOrDeref = 90, "LOAD_FROM_DICT_OR_DEREF", LoadFromDictOrDeref, 0, ARG | FREE;
    LoadFromDictOrGlobals = 91, "LOAD_FROM_DICT_OR_GLOBALS", LoadFromDictOrGlobals, 0, ARG | NAME;
    LoadGlobal = 92, "LOAD_GLOBAL", LoadGlobal, 4, ARG | NAME;
    LoadName = 93, "LOAD_NAME", LoadName, 0, ARG | NAME;
    LoadSmallInt = 94, "LOAD_SMALL_INT", LoadSmallInt, 0, ARG;
    LoadSpecial = 95, "LOAD_SPECIAL", LoadSpecial, 0, ARG;
    LoadSuperAttr = 96, "LOAD_SUPER_ATTR", LoadSuperAttr, 1, ARG | NAME;
    MakeCell = 97, "MAKE_CELL", MakeCell, 0, ARG | FREE;
    MapAdd = 98, "MAP_ADD", MapAdd, 0, ARG;
    MatchClass = 99, "MATCH_CLASS", MatchClass, 0, ARG;
    PopJumpIfFalse = 100, "POP_JUMP_IF_FALSE", PopJumpIfFalse, 1, ARG | JUMP;
    PopJumpIfNone = 101, "POP_JUMP_IF_NONE", PopJumpIfNone, 1, ARG | JUMP;
    PopJumpIfNotNone = 102, "POP_JUMP_IF_NOT_NONE", PopJumpIfNotNone, 1, ARG | JUMP;
    PopJumpIfTrue = 103, "POP_JUMP_IF_TRUE", PopJumpIfTrue, 1, ARG | JUMP;
    RaiseVarargs = 104, "RAISE_VARARGS", RaiseVarargs, 0, ARG;
    Reraise = 105, "RERAISE", Reraise, 0, ARG;
    Send = 106, "SEND", Send, 1, ARG | JUMP;
    SetAdd = 107, "SET_ADD", SetAdd, 0, ARG;
    SetFunctionAttribute = 108, "SET_FUNCTION_ATTRIBUTE", SetFunctionAttribute, 0, ARG;
    SetUpdate = 109, "SET_UPDATE", SetUpdate, 0, ARG;
    StoreAttr = 110, "STORE_ATTR", StoreAttr, 4, ARG | NAME;
    StoreDeref = 111, "STORE_DEREF", StoreDeref, 0, ARG | FREE;
    StoreFast = 112, "STORE_FAST", StoreFast, 0, ARG | LOCAL;
    StoreFastLoadFast = 113, "STORE_FAST_LOAD_FAST", StoreFastLoadFast, 0, ARG | LOCAL;
    StoreFastStoreFast = 114, "STORE_FAST_STORE_FAST", StoreFastStoreFast, 0, ARG | LOCAL;
    StoreGlobal = 115, "STORE_GLOBAL", StoreGlobal, 0, ARG | NAME;
    StoreName = 116, "STORE_NAME", StoreName, 0, ARG | NAME;
    Swap = 117, "SWAP", Swap, 0, ARG;
    UnpackEx = 118, "UNPACK_EX", UnpackEx, 0, ARG;
    UnpackSequence = 119, "UNPACK_SEQUENCE", UnpackSequence, 1, ARG;
    YieldValue = 120, "YIELD_VALUE", YieldValue, 0, ARG;
    Resume = 128, "RESUME", Resume, 0, ARG;
    BinaryOpAddFloat = 129, "BINARY_OP_ADD_FLOAT", BinaryOp, 5, 0;
    BinaryOpAddInt = 130, "BINARY_OP_ADD_INT", BinaryOp, 5, 0;
    BinaryOpAddUnicode = 131, "BINARY_OP_ADD_UNICODE", BinaryOp, 5, 0;
    BinaryOpExtend = 132, "BINARY_OP_EXTEND", BinaryOp, 5, 0;
    BinaryOpMultiplyFloat = 133, "BINARY_OP_MULTIPLY_FLOAT", BinaryOp, 5, 0;
    BinaryOpMultiplyInt = 134, "BINARY_OP_MULTIPLY_INT", BinaryOp, 5, 0;
    BinaryOpSubscrDict = 135, "BINARY_OP_SUBSCR_DICT", BinaryOp, 5, 0;
    BinaryOpSubscrGetitem = 136, "BINARY_OP_SUBSCR_GETITEM", BinaryOp, 5, 0;
    BinaryOpSubscrListInt = 137, "BINARY_OP_SUBSCR_LIST_INT", BinaryOp, 5, 0;
    BinaryOpSubscrListSlice = 138, "BINARY_OP_SUBSCR_LIST_SLICE", BinaryOp, 5, 0;
    BinaryOpSubscrStrInt = 139, "BINARY_OP_SUBSCR_STR_INT", BinaryOp, 5, 0;
    BinaryOpSubscrTupleInt = 140, "BINARY_OP_SUBSCR_TUPLE_INT", BinaryOp, 5, 0;
    BinaryOpSubtractFloat = 141, "BINARY_OP_SUBTRACT_FLOAT", BinaryOp, 5, 0;
    BinaryOpSubtractInt = 142, "BINARY_OP_SUBTRACT_INT", BinaryOp, 5, 0;
    CallAllocAndEnterInit = 143, "CALL_ALLOC_AND_ENTER_INIT", Call, 3, ARG;
    CallBoundMethodExactArgs = 144, "CALL_BOUND_METHOD_EXACT_ARGS", Call, 3, ARG;
    CallBoundMethodGeneral = 145, "CALL_BOUND_METHOD_GENERAL", Call, 3, ARG;
    CallBuiltinClass = 146, "CALL_BUILTIN_CLASS", Call, 3, ARG;
    CallBuiltinFast = 147, "CALL_BUILTIN_FAST", Call, 3, ARG;
    CallBuiltinFastWithKeywords = 148, "CALL_BUILTIN_FAST_WITH_KEYWORDS", Call, 3, ARG;
    CallBuiltinO = 149, "CALL_BUILTIN_O", Call, 3, ARG;
    CallIsinstance = 150, "CALL_ISINSTANCE", Call, 3, ARG;
    CallKwBoundMethod = 151, "CALL_KW_BOUND_METHOD", CallKw, 3, ARG;
    CallKwNonPy = 152, "CALL_KW_NON_PY", CallKw, 3, ARG;
    CallKwPy = 153, "CALL_KW_PY", CallKw, 3, ARG;
    CallLen = 154, "CALL_LEN", Call, 3, 0;
    CallListAppend = 155, "CALL_LIST_APPEND", Call, 3, ARG;
    CallMethodDescriptorFast = 156, "CALL_METHOD_DESCRIPTOR_FAST", Call, 3, ARG;
    CallMethodDescriptorFastWithKeywords = 157, "CALL_METHOD_DESCRIPTOR_FAST_WITH_KEYWORDS", Call, 3, ARG;
    CallMethodDescriptorNoargs = 158, "CALL_METHOD_DESCRIPTOR_NOARGS", Call, 3, ARG;
    CallMethodDescriptorO = 159, "CALL_METHOD_DESCRIPTOR_O", Call, 3, ARG;
    CallNonPyGeneral = 160, "CALL_NON_PY_GENERAL", Call, 3, ARG;
    CallPyExactArgs = 161, "CALL_PY_EXACT_ARGS", Call, 3, ARG;
    CallPyGeneral = 162, "CALL_PY_GENERAL", Call, 3, ARG;
    CallStr1 = 163, "CALL_STR_1", Call, 3, ARG;
    CallTuple1 = 164, "CALL_TUPLE_1", Call, 3, ARG;
    CallType1 = 165, "CALL_TYPE_1", Call, 3, ARG;
    CompareOpFloat = 166, "COMPARE_OP_FLOAT", CompareOp, 1, ARG;
    CompareOpInt = 167, "COMPARE_OP_INT", CompareOp, 1, ARG;
    CompareOpStr = 168, "COMPARE_OP_STR", CompareOp, 1, ARG;
    ContainsOpDict = 169, "CONTAINS_OP_DICT", ContainsOp, 1, ARG;
    ContainsOpSet = 170, "CONTAINS_OP_SET", ContainsOp, 1, ARG;
    ForIterGen = 171, "FOR_ITER_GEN", ForIter, 1, ARG;
    ForIterList = 172, "FOR_ITER_LIST", ForIter, 1, ARG | JUMP;
    ForIterRange = 173, "FOR_ITER_RANGE", ForIter, 1, ARG | JUMP;
    ForIterTuple = 174, "FOR_ITER_TUPLE", ForIter, 1, ARG | JUMP;
    JumpBackwardJit = 175, "JUMP_BACKWARD_JIT", JumpBackward, 1, ARG | JUMP;
    JumpBackwardNoJit = 176, "JUMP_BACKWARD_NO_JIT", JumpBackward, 1, ARG | JUMP;
    LoadAttrClass = 177, "LOAD_ATTR_CLASS", LoadAttr, 9, ARG;
    LoadAttrClassWithMetaclassCheck = 178, "LOAD_ATTR_CLASS_WITH_METACLASS_CHECK", LoadAttr, 9, ARG;
    LoadAttrGetattributeOverridden = 179, "LOAD_ATTR_GETATTRIBUTE_OVERRIDDEN", LoadAttr, 9, ARG | NAME;
    LoadAttrInstanceValue = 180, "LOAD_ATTR_INSTANCE_VALUE", LoadAttr, 9, ARG;
    LoadAttrMethodLazyDict = 181, "LOAD_ATTR_METHOD_LAZY_DICT", LoadAttr, 9, ARG;
    LoadAttrMethodNoDict = 182, "LOAD_ATTR_METHOD_NO_DICT", LoadAttr, 9, ARG;
    LoadAttrMethodWithValues = 183, "LOAD_ATTR_METHOD_WITH_VALUES", LoadAttr, 9, ARG;
    LoadAttrModule = 184, "LOAD_ATTR_MODULE", LoadAttr, 9, ARG;
    LoadAttrNondescriptorNoDict = 185, "LOAD_ATTR_NONDESCRIPTOR_NO_DICT", LoadAttr, 9, ARG;
    LoadAttrNondescriptorWithValues = 186, "LOAD_ATTR_NONDESCRIPTOR_WITH_VALUES", LoadAttr, 9, ARG;
    LoadAttrProperty = 187, "LOAD_ATTR_PROPERTY", LoadAttr, 9, ARG;
    LoadAttrSlot = 188, "LOAD_ATTR_SLOT", LoadAttr, 9, ARG;
    LoadAttrWithHint = 189, "LOAD_ATTR_WITH_HINT", LoadAttr, 9, ARG | NAME;
    LoadConstImmortal = 190, "LOAD_CONST_IMMORTAL", LoadConst, 0, ARG | CONST;
    LoadConstMortal = 191, "LOAD_CONST_MORTAL", LoadConst, 0, ARG | CONST;
    LoadGlobalBuiltin = 192, "LOAD_GLOBAL_BUILTIN", LoadGlobal, 4, ARG;
    LoadGlobalModule = 193, "LOAD_GLOBAL_MODULE", LoadGlobal, 4, ARG;
    LoadSuperAttrAttr = 194, "LOAD_SUPER_ATTR_ATTR", LoadSuperAttr, 1, ARG | NAME;
    LoadSuperAttrMethod = 195, "LOAD_SUPER_ATTR_METHOD", LoadSuperAttr, 1, ARG | NAME;
    ResumeCheck = 196, "RESUME_CHECK", Resume, 0, 0;
    SendGen = 197, "SEND_GEN", Send, 1, ARG;
    StoreAttrInstanceValue = 198, "STORE_ATTR_INSTANCE_VALUE", StoreAttr, 4, 0;
    StoreAttrSlot = 199, "STORE_ATTR_SLOT", StoreAttr, 4, 0;
    StoreAttrWithHint = 200, "STORE_ATTR_WITH_HINT", StoreAttr, 4, ARG | NAME;
    StoreSubscrDict = 201, "STORE_SUBSCR_DICT", StoreSubscr, 1, 0;
    StoreSubscrListInt = 202, "STORE_SUBSCR_LIST_INT", StoreSubscr, 1, 0;
    ToBoolAlwaysTrue = 203, "TO_BOOL_ALWAYS_TRUE", ToBool, 3, 0;
    ToBoolBool = 204, "TO_BOOL_BOOL", ToBool, 3, 0;
    ToBoolInt = 205, "TO_BOOL_INT", ToBool, 3, 0;
    ToBoolList = 206, "TO_BOOL_LIST", ToBool, 3, 0;
    ToBoolNone = 207, "TO_BOOL_NONE", ToBool, 3, 0;
    ToBoolStr = 208, "TO_BOOL_STR", ToBool, 3, 0;
    UnpackSequenceList = 209, "UNPACK_SEQUENCE_LIST", UnpackSequence, 1, ARG;
    UnpackSequenceTuple = 210, "UNPACK_SEQUENCE_TUPLE", UnpackSequence, 1, ARG;
    UnpackSequenceTwoTuple = 211, "UNPACK_SEQUENCE_TWO_TUPLE", UnpackSequence, 1, ARG;
    InstrumentedEndFor = 234, "INSTRUMENTED_END_FOR", EndFor, 0, 0;
    InstrumentedPopIter = 235, "INSTRUMENTED_POP_ITER", PopIter, 0, 0;
    InstrumentedEndSend = 236, "INSTRUMENTED_END_SEND", EndSend, 0, 0;
    InstrumentedForIter = 237, "INSTRUMENTED_FOR_ITER", ForIter, 1, ARG | JUMP;
    InstrumentedInstruction = 238, "INSTRUMENTED_INSTRUCTION", InstrumentedInstruction, 0, 0;
    InstrumentedJumpForward = 239, "INSTRUMENTED_JUMP_FORWARD", JumpForward, 0, ARG;
    InstrumentedNotTaken = 240, "INSTRUMENTED_NOT_TAKEN", NotTaken, 0, 0;
    InstrumentedPopJumpIfTrue = 241, "INSTRUMENTED_POP_JUMP_IF_TRUE", PopJumpIfTrue, 1, ARG;
    InstrumentedPopJumpIfFalse = 242, "INSTRUMENTED_POP_JUMP_IF_FALSE", PopJumpIfFalse, 1, ARG;
    InstrumentedPopJumpIfNone = 243, "INSTRUMENTED_POP_JUMP_IF_NONE", PopJumpIfNone, 1, ARG;
    InstrumentedPopJumpIfNotNone = 244, "INSTRUMENTED_POP_JUMP_IF_NOT_NONE", PopJumpIfNotNone, 1, ARG;
    InstrumentedResume = 245, "INSTRUMENTED_RESUME", Resume, 0, ARG;
    InstrumentedReturnValue = 246, "INSTRUMENTED_RETURN_VALUE", ReturnValue, 0, 0;
    InstrumentedYieldValue = 247, "INSTRUMENTED_YIELD_VALUE", YieldValue, 0, ARG;
    InstrumentedEndAsyncFor = 248, "INSTRUMENTED_END_ASYNC_FOR", EndAsyncFor, 0, ARG | JUMP;
    InstrumentedLoadSuperAttr = 249, "INSTRUMENTED_LOAD_SUPER_ATTR", LoadSuperAttr, 1, ARG | NAME;
    InstrumentedCall = 250, "INSTRUMENTED_CALL", Call, 3, ARG;
    InstrumentedCallKw = 251, "INSTRUMENTED_CALL_KW", CallKw, 3, ARG;
    InstrumentedCallFunctionEx = 252, "INSTRUMENTED_CALL_FUNCTION_EX", CallFunctionEx, 0, 0;
    InstrumentedJumpBackward = 253, "INSTRUMENTED_JUMP_BACKWARD", JumpBackward, 1, ARG;
    InstrumentedLine = 254, "INSTRUMENTED_LINE", InstrumentedLine, 0, 0;
    EnterExecutor = 255, "ENTER_EXECUTOR", EnterExecutor, 0, ARG;
}
