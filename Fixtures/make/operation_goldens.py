"""Makes Fixtures/tensors/operations.safetensors: what PyTorch makes of operations and their derivatives.

    python Fixtures/make/operation_goldens.py

Inputs are float32; PyTorch computes in float64. A case NAME has its inputs as NAME.input.K, the result as
NAME.output, the gradient with respect to it as NAME.seed, and those of the inputs as NAME.gradient.K.
Pictures are [batch, height, width, channels] and kernels [outputs, height, width, inputs], as Maquette
keeps them. See requirements.txt for versions.
"""

import math
from pathlib import Path

import torch
import torch.nn.functional as F
from safetensors.torch import save_file

FIXTURES = Path(__file__).resolve().parent.parent
generator = torch.Generator("cpu").manual_seed(50)
tensors = {}


def normal(*shape, scale=1.0):
    return torch.randn(shape, generator=generator) * scale


def positive(*shape):
    return torch.rand(shape, generator=generator) * 2 + 0.1


def case(name, function, *inputs):
    exact = [value.double().requires_grad_() for value in inputs]
    output = function(*exact)
    seed = normal(*output.shape)
    gradients = torch.autograd.grad(output, exact, seed.double())
    assert torch.isfinite(output).all() and all(torch.isfinite(value).all() for value in gradients)
    tensors[f"{name}.output"], tensors[f"{name}.seed"] = output, seed
    for index, (value, gradient) in enumerate(zip(inputs, gradients)):
        tensors[f"{name}.input.{index}"], tensors[f"{name}.gradient.{index}"] = value, gradient


def arithmetic():
    a, b = normal(2, 3, 4), normal(2, 3, 4)
    case("add", lambda a, b: a + b, a, b)
    case("subtract", lambda a, b: a - b, a, b)
    case("multiply", lambda a, b: a * b, a, b)
    case("multiply-by-itself", lambda a: a * a, a)
    case("divide", lambda a, b: a / b, a, positive(2, 3, 4))
    case("times-number", lambda a: 3 * a, a)
    case("plus-number", lambda a: a + 3, a)
    case("number-minus", lambda a: 3 - a, a)
    case("divided-by-number", lambda a: a / 3, a)
    case("scaled", lambda a, factor: a * factor, a, normal())
    edges = torch.tensor([-2.0, -0.5, -0.25, 0.0, 0.25, 0.5])
    case("clamped", lambda a: a.clamp(-0.5, 0.25), edges)
    case("adding-row", lambda a, row: a + row, normal(2, 3, 70), normal(70))
    case("adding-row-per-item", lambda a, row: a + row[:, None], normal(2, 3, 70), normal(2, 70))


def functions():
    a = torch.cat([normal(33, scale=3), torch.tensor([0.0, -30.0, 30.0])])
    case("squared", lambda a: a.square(), a)
    case("square-root", lambda a: a.sqrt(), positive(30))
    case("magnitude", lambda a: a.abs(), a)
    case("exponential", lambda a: a.exp(), normal(30))
    case("logarithm", lambda a: a.log(), positive(30))
    case("tanh", lambda a: a.tanh(), a)
    case("sigmoid", lambda a: a.sigmoid(), a)
    case("silu", F.silu, a)
    case("quickGELU", lambda a: a * torch.sigmoid(1.702 * a), a)
    case("gelu", F.gelu, a)
    case("geluTanh", lambda a: F.gelu(a, approximate="tanh"), a)
    case("relu", F.relu, a)
    case("mish", F.mish, a)

    def gated(x):
        value, gate = x.chunk(2, dim=-1)
        return value * F.gelu(gate)

    case("gated-gelu", gated, normal(3, 5, 34, scale=2))


def products():
    case("linear", F.linear, normal(2, 3, 5), normal(7, 5), normal(7))
    case("linear-without-bias", lambda x, w: F.linear(x, w), normal(40, 33), normal(17, 33))
    case("matmul", torch.matmul, normal(9, 20), normal(20, 6))

    def convolution(stride, leading, trailing):
        def run(x, weight, bias):
            x = F.pad(x.permute(0, 3, 1, 2), (leading, trailing, leading, trailing))
            y = F.conv2d(x, weight.permute(0, 3, 1, 2), bias, stride=stride)
            return y.permute(0, 2, 3, 1)
        return run

    for kernel, stride, leading, trailing, height, width in [
            (1, 1, 0, 0, 5, 4), (3, 1, 1, 1, 9, 7), (3, 2, 1, 1, 8, 8), (3, 2, 0, 1, 7, 6),
            (5, 1, 2, 2, 3, 2), (2, 3, 1, 0, 7, 4)]:
        case(f"convolution-{kernel}-{stride}-{leading}-{trailing}",
             convolution(stride, leading, trailing), normal(2, height, width, 3),
             normal(5, kernel, kernel, 3), normal(5))


def split(x, heads):
    return x.reshape(x.shape[0], x.shape[1], heads, -1).transpose(1, 2)


def maps(query, key, heads, mask=None, scale=None):
    query, key = split(query, heads), split(key, heads)
    scores = query @ key.transpose(-1, -2) * (scale or 1 / math.sqrt(query.shape[-1]))
    return (scores if mask is None else scores + mask[:, None]).softmax(-1)


def attending(weights, value):
    return (weights @ split(value, weights.shape[1])).transpose(1, 2).flatten(2)


def forbidding(*shape):
    """0 and minus infinity; no row forbids everything."""
    mask = torch.where(torch.rand(shape, generator=generator) < 0.5, -math.inf, 0.0)
    mask[..., 0] = 0
    return mask


def attention():
    query, key, value = normal(2, 5, 6, scale=2), normal(2, 7, 6, scale=2), normal(2, 7, 6)
    case("attention", lambda q, k, v: attending(maps(q, k, 2), v), query, key, value)
    case("attention-scaled", lambda q, k, v: attending(maps(q, k, 2, scale=0.7), v), query, key,
         value)
    for items in (1, 2):
        mask = forbidding(items, 5, 7)
        tensors[f"mask-{items}"] = mask
        case(f"attention-mask-{items}",
             lambda q, k, v: attending(maps(q, k, 2, mask.double()), v), query, key, value)
    case("attention-bias", lambda q, k, v, bias: attending(maps(q, k, 2, bias), v), query, key,
         value, normal(1, 5, 7))
    case("attention-tiles", lambda q, k, v: attending(maps(q, k, 1), v), normal(1, 300, 4),
         normal(1, 270, 4), normal(1, 270, 4))
    case("attention-maps", lambda q, k: maps(q, k, 3), query, key)
    case("attending", attending, positive(2, 3, 5, 7), value)


def normalization():
    case("layer-norm", lambda x, w, b: F.layer_norm(x, (40,), w, b, 1e-3), normal(2, 5, 40),
         normal(40), normal(40))

    def group(x, weight, bias):
        return F.group_norm(x.permute(0, 3, 1, 2), 4, weight, bias, 1e-3).permute(0, 2, 3, 1)

    picture = [normal(2, 5, 7, 8) + 1, normal(8), normal(8)]
    case("group-norm", group, *picture)
    case("group-norm-silu", lambda *all: F.silu(group(*all)), *picture)
    case("softmax", lambda x: x.softmax(-1), normal(6, 77, scale=6))
    forbidden = normal(3, 9) + forbidding(3, 9)
    case("softmax-forbidden", lambda x: x.softmax(-1), forbidden)


def reductions():
    a = normal(3, 4, 5)
    case("sum", lambda a: a.sum(), a)
    case("mean", lambda a: a.mean(), a)
    ties = torch.tensor([[1.0, 3.0, 3.0], [3.0, 2.0, 0.0]])
    case("maximum", lambda a: a.amax(), ties)
    for axis in range(3):
        case(f"sum-{axis}", lambda a: a.sum(axis), a)
        case(f"mean-{axis}", lambda a: a.mean(axis), a)
        case(f"maximum-{axis}", lambda a: a.max(axis).values, a)
        case(f"top-mean-{axis}", lambda a: a.topk(2, axis).values.mean(axis), a)


def shapes():
    a, b = normal(2, 3, 4), normal(2, 3, 4)
    case("reshaped", lambda a: a.reshape(6, 4), a)
    for axis in range(3):
        case(f"concatenated-{axis}", lambda a, b: torch.cat([a, b, a], axis), a, b)
        case(f"slice-{axis}", lambda a: a.narrow(axis, 1, a.shape[axis] - 1), a)
    case("rows", lambda table: F.embedding(torch.tensor([4, 0, 4, 2]), table), normal(5, 3))
    case("permuted", lambda a: a.permute(2, 0, 1), a)
    case("repeated", lambda a: a.repeat(3, 1, 1), a)
    case("broadcast", lambda a: a.expand(3, 2, 5, 4), normal(2, 1, 4))
    for name, size in [("up", (10, 6)), ("odd", (7, 4)), ("down", (2, 2))]:
        case(f"nearest-{name}", lambda x: F.interpolate(
            x.permute(0, 3, 1, 2), size=size).permute(0, 2, 3, 1), normal(2, 5, 3, 2))


def chains():
    """Several operations: what is used twice, and a block that is computed once more for its gradient."""
    def block(x, weight, bias):
        h = F.silu(F.layer_norm(x, (6,), weight, bias, 1e-5))
        return h + x * h.tanh()

    case("block", block, normal(4, 6), normal(6), normal(6))


if __name__ == "__main__":
    for make in (arithmetic, functions, products, attention, normalization, reductions, shapes,
                 chains):
        make()
    place = FIXTURES / "tensors/operations.safetensors"
    save_file({name: value.detach().float().clone().contiguous() for name, value in tensors.items()}, place)
    print(f"{place}: {place.stat().st_size / 1024:.0f} KiB")
