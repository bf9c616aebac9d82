"""Which TensorFlow operations a recorded graph may use, and what they mean for a network's structure.

A graph is data from the student's process. Operations outside `ALLOWED` (files, Python callbacks, sockets, variables by
name, control flow whose bodies hide in a function library) are refused by name before anything is imported.
"""

from __future__ import annotations

PRODUCTS = frozenset(
    "MatMul BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum Conv1D Conv2D Conv3D DepthwiseConv2dNative"
    " Conv2DBackpropInput".split()
)
"""Operations that multiply the signal by a kernel."""

SIGMOIDS = frozenset({"Sigmoid"})
TANHS = frozenset({"Tanh"})

ACTIVATIONS = frozenset(
    "Relu Relu6 LeakyRelu Elu Selu Softplus Softsign Sigmoid Tanh Erf Erfc Exp Expm1 Maximum Minimum ClipByValue Abs"
    " Square Sin Cos Atan Sinh Cosh Asinh Sign Log1p Log Pow Cube Floor Round Max Min TopKV2".split()
)
"""Operations that bend the signal unit by unit, or by comparing units, as maxout and sorting do. Softmax is not one: as a
hidden layer it lets hardly any gradient pass."""

COMPARISONS = frozenset("Equal NotEqual Less LessEqual Greater GreaterEqual IsNan IsInf IsFinite".split())
GATES = frozenset("Select SelectV2 Mul MulNoNan".split())
"""Operations that bend the signal where a comparison of the signal decides what it is multiplied by or replaced with."""

SIZES = frozenset("Shape ShapeN Size Rank ZerosLike OnesLike".split())
"""Operations whose output does not depend on the values of their input."""

CONTROL_FLOW = frozenset(
    "If StatelessIf While StatelessWhile Case StatelessCase Switch Merge TensorListReserve TensorListFromTensor".split()
)
"""Not allowed: what they do stands in a function library, or in several graphs."""

_ARRAY = (
    "Add AddN AddV2 BiasAdd BiasAddV1 Sub Mul MulNoNan Div DivNoNan RealDiv FloorDiv FloorMod Mod TruncateDiv Neg Reciprocal"
    " Inv Sqrt Rsqrt SquaredDifference Sum Mean Prod All Any ArgMax ArgMin Cumsum Cumprod Reshape Squeeze"
    " ExpandDims Transpose Concat ConcatV2 ConcatOffset Split SplitV Pack Unpack Slice StridedSlice Gather GatherV2 GatherNd"
    " Tile Pad PadV2 MirrorPad Reverse ReverseV2 BroadcastTo BroadcastArgs Fill Range"
    " Where OneHot MatrixDiagV3 MatrixDiagPartV3 MatrixBandPart L2Loss LinSpace EnsureShape Bitcast"
    " InvertPermutation TensorScatterUpdate ScatterNd DynamicStitch Unique"
)
_NETWORK = (
    "Softmax LogSoftmax FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3 MaxPool MaxPoolV2 AvgPool LRN"
    " ResizeBilinear ResizeNearestNeighbor SpaceToBatchND BatchToSpaceND SpaceToDepth DepthToSpace"
)
_LOGIC = (
    "LogicalAnd LogicalOr LogicalNot Cast Const"
    " Identity IdentityN StopGradient PreventGradient Placeholder PlaceholderWithDefault NoOp Assert Ceil Rint"
)
_RANDOM = (
    "StatelessRandomUniform StatelessRandomUniformV2 StatelessRandomNormal StatelessRandomNormalV2"
    " StatelessTruncatedNormal StatelessTruncatedNormalV2 StatelessRandomUniformInt StatelessRandomUniformIntV2"
    " StatelessRandomUniformFullInt StatelessRandomUniformFullIntV2 StatelessRandomGetKeyCounter"
    " StatelessRandomGetAlg StatelessRandomGetKeyCounterAlg"
)
_VARIABLES = "ReadVariableOp AssignVariableOp AssignAddVariableOp AssignSubVariableOp VariableShape ResourceGather"

RANDOM_SEQUENCES = frozenset("RandomUniform RandomStandardNormal TruncatedNormal RandomUniformInt".split())
"""Operations that remember between two runs how far their random numbers have come."""

ALLOWED = (
    PRODUCTS
    | ACTIVATIONS
    | RANDOM_SEQUENCES
    | COMPARISONS
    | GATES
    | SIZES
    | frozenset(" ".join([_ARRAY, _NETWORK, _LOGIC, _RANDOM, _VARIABLES]).split())
)
