"""Times the program and its peers side by side, in turn, on one core, and prints one table of ratios.

    python Fixtures/make/compare_peers.py [--shape sd15] [--work unet] [--precision fp32]
                                      [--peers torch openvino onnxruntime] [--pairs 5] [--cpu 0]
                                      [--threads 1] [--kernels avx2] [--maquette .build/release/maquette]

Every program lives in a process of its own, pinned to the processor, loads the same shape with
random weights, and runs once for each turn: A B C A B C …, so that whatever else the machine does
falls on all of them. Work is `unet` (a forward) or `vae` (a decoding); training_speed.py compares
training. Shapes are those of `maquette bench`. Peers compile their models as their manuals say:
OpenVINO with its latency hint, ONNX Runtime with all graph optimisations, torch eagerly, in the
layout (channels first or last) that is faster. ONNX Runtime has no bf16 on x86 and is left out
there. See requirements-peers.txt for versions.
"""

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent

SHAPES = {
    "sd15": dict(side=64, tokens=77, context=768, unet={}),
    "compact16": dict(side=16, tokens=16, context=128),
    "compact32": dict(side=32, tokens=16, context=128),
}
COMPACT = dict(
    block_out_channels=(64, 128, 256), layers_per_block=2, cross_attention_dim=128,
    attention_head_dim=8, norm_num_groups=32,
    down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"))
STABLE_DIFFUSION = dict(
    block_out_channels=(320, 640, 1280, 1280), layers_per_block=2, cross_attention_dim=768,
    attention_head_dim=8)


def parse():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", choices=list(SHAPES), default="compact16")
    parser.add_argument("--work", choices=["unet", "vae"], default="unet")
    parser.add_argument("--precision", choices=["fp32", "bf16"], default="fp32")
    parser.add_argument("--peers", nargs="*", default=["torch", "openvino", "onnxruntime"])
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--cpu", type=int, default=0, help="the first processor to be pinned to")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--kernels", default="", help="MAQUETTE_KERNELS for the program")
    parser.add_argument("--maquette", type=Path, default=REPOSITORY / ".build/release/maquette")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    return parser.parse_args()


# Peers


def unet(shape):
    from diffusers import UNet2DConditionModel

    sizes = STABLE_DIFFUSION if shape == "sd15" else COMPACT
    return UNet2DConditionModel(sample_size=SHAPES[shape]["side"], **sizes).eval()


def decoder():
    from diffusers import AutoencoderKL
    import torch

    model = AutoencoderKL(
        block_out_channels=(128, 256, 512, 512), layers_per_block=2, latent_channels=4,
        down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)

    class Decoder(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = model

        def forward(self, latents):
            return self.model.decode(latents, return_dict=False)[0]

    return Decoder().eval()


def prepared(arguments):
    """The model and its inputs, in single precision."""
    import torch

    torch.manual_seed(0)
    sizes = SHAPES[arguments.shape]
    latents = torch.randn(arguments.batch, 4, sizes["side"], sizes["side"])
    if arguments.work == "vae":
        return decoder(), (latents,)

    class Denoiser(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.model = unet(arguments.shape)

        def forward(self, latents, step, context):
            return self.model(latents, step, context, return_dict=False)[0]

    context = torch.randn(arguments.batch, sizes["tokens"], sizes["context"])
    return Denoiser(), (latents, torch.tensor(500), context)


def torch_runs(arguments):
    import torch

    model, inputs = prepared(arguments)
    lowered = torch.bfloat16 if arguments.precision == "bf16" else torch.float32

    def run_in(layout):
        cast = model.to(lowered).to(memory_format=layout)
        images = [item.to(lowered) if item.is_floating_point() else item for item in inputs]
        images[0] = images[0].to(memory_format=layout)

        def run():
            cast.to(memory_format=layout)
            start = time.perf_counter()
            with torch.inference_mode():
                cast(*images)
            return time.perf_counter() - start

        return run

    return [run_in(torch.contiguous_format), run_in(torch.channels_last)]


def openvino_runs(arguments):
    import openvino

    model, inputs = prepared(arguments)
    core = openvino.Core()
    compiled = core.compile_model(
        openvino.convert_model(model, example_input=inputs), "CPU",
        {"PERFORMANCE_HINT": "LATENCY", "INFERENCE_NUM_THREADS": arguments.threads,
         "INFERENCE_PRECISION_HINT": "bf16" if arguments.precision == "bf16" else "f32"})
    request = compiled.create_infer_request()
    values = [item.numpy() for item in inputs]
    del model

    def run():
        start = time.perf_counter()
        request.infer(values)
        return time.perf_counter() - start

    return [run]


def onnxruntime_runs(arguments):
    import onnxruntime
    import torch

    model, inputs = prepared(arguments)
    names = ["latents", "step", "context"][:len(inputs)]
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/model.onnx"
        torch.onnx.export(model, inputs, path, input_names=names, dynamo=False, opset_version=17)
        del model
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = arguments.threads
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
        session = onnxruntime.InferenceSession(path, options, ["CPUExecutionProvider"])
    values = {item.name: dict(zip(names, inputs))[item.name].numpy()
              for item in session.get_inputs()}

    def run():
        start = time.perf_counter()
        session.run(None, values)
        return time.perf_counter() - start

    return [run]


def work(arguments):
    """A worker: loads, warms up, and runs once for each line that it is sent."""
    if arguments.worker == "torch":
        import torch

        torch.set_num_threads(arguments.threads)
    runs = {"torch": torch_runs, "openvino": openvino_runs, "onnxruntime": onnxruntime_runs}
    ways = runs[arguments.worker](arguments)
    # The first run compiles, the second chooses the faster way.
    for way in ways:
        way()
    best = min(ways, key=lambda way: way()) if len(ways) > 1 else ways[0]
    best()
    print("ready", flush=True)
    for _ in sys.stdin:
        print(best() * 1000, flush=True)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(peak, flush=True)


# The program


class Program:
    """`maquette bench`, started anew for each turn: it warms up by a run that is not counted."""

    def __init__(self, arguments):
        self.command = [
            str(arguments.maquette), "bench", arguments.work, "--shape", arguments.shape, "--runs", "1",
            "--batch", str(arguments.batch), "--threads", str(arguments.threads), "--json"]
        if arguments.precision != "fp32":
            self.command += ["--precision", arguments.precision]
        self.environment = os.environ | (
            {"MAQUETTE_KERNELS": arguments.kernels} if arguments.kernels else {})
        self.peak = 0

    def run(self):
        answer = subprocess.run(
            self.command, env=self.environment, capture_output=True, text=True, check=True)
        part = json.loads(answer.stdout)["parts"][0]
        self.peak = part["peak_mb"]
        return part["median_ms"]

    def end(self):
        return self.peak


class Worker:
    """A peer in a process of its own."""

    def __init__(self, name, arguments):
        command = [sys.executable, __file__, "--worker", name]
        for key in ["shape", "work", "precision", "batch", "threads"]:
            command += [f"--{key}", str(getattr(arguments, key))]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        while (line := self.process.stdout.readline()) and line.strip() != "ready":
            pass
        if not line:
            raise SystemExit(f"{name}: the worker ended before it was ready")

    def run(self):
        self.process.stdin.write("run\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        return float(self.process.stdout.readline())


def machine():
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    fields = dict(line.split(":", 1) for line in text.split("\n\n")[0].splitlines() if ":" in line)
    fields = {key.strip(): value.strip() for key, value in fields.items()}
    flags = [flag for flag in fields.get("flags", "").split()
             if flag in ("avx2", "avx512f", "avx512_bf16", "amx_bf16")]
    return f"{fields.get('model name', platform.processor())} ({' '.join(flags)}), {platform.system()}"


def versions(peers):
    from importlib.metadata import version

    return ", ".join(f"{peer} {version(peer)}" for peer in peers)


def main():
    arguments = parse()
    if arguments.worker:
        return work(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, range(arguments.cpu, arguments.cpu + arguments.threads))
    peers = [peer for peer in arguments.peers
             if not (peer == "onnxruntime" and arguments.precision == "bf16")]
    runners = {"maquette": Program(arguments)}
    for peer in peers:
        print(f"loading {peer} …", file=sys.stderr)
        runners[peer] = Worker(peer, arguments)
    times = {name: [] for name in runners}
    for pair in range(arguments.pairs):
        for name, runner in runners.items():
            times[name].append(runner.run())
        print(f"turn {pair + 1} of {arguments.pairs}: "
              + ", ".join(f"{name} {all[-1]:.1f}" for name, all in times.items()), file=sys.stderr)
    peaks = {name: runner.end() for name, runner in runners.items()}
    own = statistics.median(times["maquette"])
    print(f"{arguments.work} of {arguments.shape}, batch {arguments.batch}, {arguments.precision}, "
          f"{arguments.threads} thread(s), {arguments.pairs} turns; {machine()}; {versions(peers)}")
    print(f"{'':12} {'median ms':>10} {'min ms':>10} {'max ms':>10} {'peak MB':>8} {'of ours':>8}")
    for name, all in times.items():
        median = statistics.median(all)
        print(f"{name:12} {median:10.1f} {min(all):10.1f} {max(all):10.1f} {peaks[name]:8.0f} "
              f"{median / own:7.2f}x")
    if arguments.json:
        arguments.json.write_text(json.dumps({"times_ms": times, "peak_mb": peaks}, indent=2))


if __name__ == "__main__":
    main()
