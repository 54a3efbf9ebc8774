"""Times the program and its peers side by side, in turn, on one core, and prints one table of ratios.

    python Fixtures/make/compare_peers.py [--shape sd15] [--work unet] [--precision fp32]
                                      [--peers torch openvino onnxruntime] [--pairs 5] [--cpu 0]
                                      [--threads 1] [--kernels avx2] [--maquette .build/release/maquette]
    python Fixtures/make/compare_peers.py --work train --model Checkpoints/default --batch 16

Every program lives in a process of its own, pinned to the processor, loads the same shape with
random weights, and runs once for each turn: A B C A B C …, so that whatever else the machine does
falls on all of them. Work is `unet` (a forward), `vae` (a decoding), `guidance` (the denoiser up to
the last cross-attention map of the first attending up block, and its gradient with respect to the
latents: torch stops there, too, by an exception) or `train` (a step of denoiser and text encoder:
forward, backward, clipping, AdamW; bf16 is torch's autocast). The last two are torch's alone. Shapes
are those of `maquette bench`; `--model` trains that folder's. Peers compile their models as their
manuals say: OpenVINO with its latency hint, ONNX Runtime with all graph optimisations, torch eagerly, in the
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
    parser.add_argument("--work", choices=["unet", "vae", "guidance", "train"],
                        default="unet")
    parser.add_argument("--model", type=Path, help="for train: a folder in the diffusers layout")
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


def guidance_runs(arguments):
    """Moves of latents along the gradient of what attention maps hold; weights get no gradient."""
    import torch

    class Done(Exception):
        pass

    maps = []

    class Recorder:
        """An attention whose map is kept; the denoiser ends behind the last of them."""

        def __init__(self, count):
            self.count = count

        def __call__(self, attention, states, encoder_hidden_states=None, **_):
            query, key, value = (attention.head_to_batch_dim(item) for item in (
                attention.to_q(states), attention.to_k(encoder_hidden_states),
                attention.to_v(encoder_hidden_states)))
            weights = attention.get_attention_scores(query, key)
            maps.append(weights)
            if len(maps) == self.count:
                raise Done
            states = attention.batch_to_head_dim(torch.bmm(weights, value))
            return attention.to_out[0](states)

    denoiser, inputs = prepared(arguments)
    model = denoiser.model
    first = next(block for block in model.up_blocks if hasattr(block, "attentions"))
    blocks = [block for place in (model.mid_block, first) for transformer in place.attentions
              for block in transformer.transformer_blocks]
    for block in blocks:
        block.attn2.set_processor(Recorder(len(blocks)))
    model.requires_grad_(False)
    lowered = torch.bfloat16 if arguments.precision == "bf16" else torch.float32

    def run_in(layout):
        def run():
            model.to(lowered).to(memory_format=layout)
            latents, step, context = inputs
            latents = latents.to(lowered).to(memory_format=layout).requires_grad_()
            context = context.to(lowered)
            maps.clear()
            start = time.perf_counter()
            try:
                model(latents, step, context)
            except Done:
                pass
            # Any smooth loss of the maps has the same backward pass.
            loss = sum((1 - item[:, : item.shape[1] // 2, 1:4].sum(1)).square().mean() for item in maps)
            slope, = torch.autograd.grad(loss, latents)
            assert slope.isfinite().all() and slope.abs().sum() > 0
            return time.perf_counter() - start

        return run

    return [run_in(torch.contiguous_format), run_in(torch.channels_last)]


def trained(arguments):
    """Denoiser and text encoder to be learnt, in single precision."""
    from diffusers import UNet2DConditionModel
    from transformers import CLIPTextConfig, CLIPTextModel

    if arguments.model:
        folder = str(arguments.model)
        return (UNet2DConditionModel.from_config(
                    UNet2DConditionModel.load_config(folder + "/unet")),
                CLIPTextModel(CLIPTextConfig.from_pretrained(folder + "/text_encoder")))
    sizes = SHAPES[arguments.shape]
    text = {} if arguments.shape == "sd15" else dict(vocab_size=1449)
    wide = arguments.shape == "sd15"
    return unet(arguments.shape).train(), CLIPTextModel(CLIPTextConfig(
        hidden_size=sizes["context"], intermediate_size=4 * sizes["context"],
        num_attention_heads=12 if wide else 4, num_hidden_layers=12 if wide else 4,
        max_position_embeddings=sizes["tokens"], **text))


def train_runs(arguments):
    """Steps of AdamW with clipping; bf16 by autocast."""
    import torch
    from diffusers.models.attention_processor import AttnProcessor

    torch.manual_seed(0)
    model, text = trained(arguments)
    # The older processor is the faster one on a CPU at these sizes.
    if arguments.shape != "sd15":
        model.set_attn_processor(AttnProcessor())
    parameters = [*model.parameters(), *text.parameters()]
    optimizer = torch.optim.AdamW(parameters, 1e-4, fused=True)
    side, channels = model.config.sample_size, model.config.in_channels

    def run_in(layout):
        def run():
            model.to(memory_format=layout)
            noisy = torch.randn(arguments.batch, channels, side, side).contiguous(
                memory_format=layout)
            target = torch.randn_like(noisy)
            tokens = torch.randint(
                0, text.config.vocab_size, (arguments.batch, text.config.max_position_embeddings))
            steps = torch.randint(0, 1000, (arguments.batch,))
            start = time.perf_counter()
            with torch.autocast("cpu", torch.bfloat16, enabled=arguments.precision == "bf16"):
                answer = model(noisy, steps, text(tokens).last_hidden_state).sample.float()
            optimizer.zero_grad()
            ((answer - target) ** 2).mean().backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            return time.perf_counter() - start

        return run

    return [run_in(torch.contiguous_format), run_in(torch.channels_last)]


def torch_runs(arguments):
    import torch

    if arguments.work == "guidance":
        return guidance_runs(arguments)
    if arguments.work == "train":
        return train_runs(arguments)
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
            str(arguments.maquette), "bench", arguments.work, "--runs", "1",
            "--batch", str(arguments.batch), "--threads", str(arguments.threads), "--json"]
        self.command += (["--model", str(arguments.model)] if arguments.model
                         else ["--shape", arguments.shape])
        if arguments.precision != "fp32":
            self.command += ["--precision", arguments.precision]
        self.environment = os.environ | (
            {"MAQUETTE_KERNELS": arguments.kernels} if arguments.kernels else {})
        self.peak = 0

    def run(self):
        answer = subprocess.run(
            self.command, env=self.environment, capture_output=True, text=True, check=True)
        report = json.loads(answer.stdout)
        self.peak = report["peak_mb"]
        return report["median_ms"]

    def end(self):
        return self.peak


class Worker:
    """A peer in a process of its own."""

    def __init__(self, name, arguments):
        command = [sys.executable, __file__, "--worker", name]
        for key in ["shape", "work", "precision", "batch", "threads"]:
            command += [f"--{key}", str(getattr(arguments, key))]
        if arguments.model:
            command += ["--model", str(arguments.model)]
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
    if arguments.model and arguments.work != "train":
        raise SystemExit("--model: expected --work train, found --work " + arguments.work)
    peers = [peer for peer in arguments.peers
             if not (peer == "onnxruntime" and arguments.precision == "bf16")
             and (peer == "torch" or arguments.work in ("unet", "vae"))]
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
    subject = arguments.model or arguments.shape
    print(f"{arguments.work} of {subject}, batch {arguments.batch}, {arguments.precision}, "
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
