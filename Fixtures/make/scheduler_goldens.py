"""Makes Fixtures/parity/schedulers/: what diffusers' DDIMScheduler answers, over its settings.

    python Fixtures/make/scheduler_goldens.py

`timesteps.json`: time steps for spacings, offsets and step counts. `cases.json` and
`goldens.safetensors`: shares of signal, and single steps over a sample of all combinations of
settings. See requirements.txt for versions and SCHEMA.md for the tensors.

PyTorch's square root of a vector is off by one bit here and there, which a rescaled schedule
magnifies where it begins (noise of 1e-4 is what is left of 1 - signal). The shares of signal are
stored as they come; single steps are taken over correctly rounded ones, to compare steps closely.
"""

import itertools
import json
import random
from pathlib import Path

import numpy
import torch
from diffusers import DDIMScheduler
from safetensors.torch import save_file

FOLDER = Path(__file__).resolve().parent.parent / "parity" / "schedulers"
SHAPE = (2, 2, 2, 3)
STEPS = 4

SCHEDULES = {
    "linear": {},
    "scaled": {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012},
    "cosine": {"beta_schedule": "squaredcos_cap_v2"},
    "short": {"beta_schedule": "scaled_linear", "num_train_timesteps": 37, "beta_end": 0.3},
    "trained": {"num_train_timesteps": 6, "trained_betas": [0.01, 0.02, 0.05, 0.1, 0.2, 0.4]},
}
LIMITS = [{"clip_sample": False}, {}, {"clip_sample_range": 0.4},
          {"thresholding": True, "sample_max_value": 1.5, "dynamic_thresholding_ratio": 0.9}]


def timesteps():
    """Time steps by settings; an extra last step -1 of the trailing spacing is cut off."""
    rows = []
    counts = [1, 2, 3, 7, 10, 13, 20, 25, 30, 50, 61, 100, 122, 333]
    for total, spacing, offset, steps in itertools.product(
            [1000, 799], ["leading", "trailing", "linspace"], [0, 1], counts):
        if offset and spacing != "leading":
            continue
        scheduler = DDIMScheduler(num_train_timesteps=total, timestep_spacing=spacing,
                                  steps_offset=offset)
        scheduler.set_timesteps(steps)
        rows.append({"num_train_timesteps": total, "timestep_spacing": spacing,
                     "steps_offset": offset, "steps": steps,
                     "timesteps": scheduler.timesteps.tolist()[:steps]})
    return rows


def round_correctly(scheduler, settings):
    """Replaces a rescaled schedule by the same one with every operation rounded correctly."""
    plain = DDIMScheduler(**settings | {"rescale_betas_zero_snr": False})
    roots = numpy.sqrt(plain.alphas_cumprod.numpy())
    rescaled = ((roots - roots[-1]) * (roots[0] / (roots[0] - roots[-1]))) ** 2
    betas = 1 - numpy.concatenate([rescaled[:1], rescaled[1:] / rescaled[:-1]])
    signal = torch.from_numpy(numpy.cumprod((1 - betas).astype(numpy.float64)).astype(numpy.float32))
    assert (signal - scheduler.alphas_cumprod).abs().max() < 1e-6
    if not scheduler.config.set_alpha_to_one:
        scheduler.final_alpha_cumprod = signal[0]
    scheduler.alphas_cumprod = signal


def main():
    generator = torch.Generator("cpu").manual_seed(5)
    choose = random.Random(5)
    tensors = {"start": torch.randn(SHAPE, generator=generator),
               "outputs": torch.randn((STEPS, *SHAPE), generator=generator),
               "noise": torch.randn((STEPS, *SHAPE), generator=generator)}
    for name, settings in SCHEDULES.items():
        for rescale in (False, True):
            scheduler = DDIMScheduler(**settings, rescale_betas_zero_snr=rescale)
            tensors[f"signal.{name}.{'rescaled' if rescale else 'plain'}"] = scheduler.alphas_cumprod

    everything = list(itertools.product(
        SCHEDULES, (False, True), ("epsilon", "sample", "v_prediction"),
        ("leading", "trailing", "linspace"), (False, True), (0, 1), LIMITS, (0.0, 0.3, 1.0)))
    cases = []
    for name, rescale, kind, spacing, one, offset, limit, eta in choose.sample(everything, 190):
        settings = SCHEDULES[name] | limit | {
            "rescale_betas_zero_snr": rescale, "prediction_type": kind, "timestep_spacing": spacing,
            "set_alpha_to_one": one, "steps_offset": offset}
        scheduler = DDIMScheduler(**settings)
        if rescale:
            round_correctly(scheduler, settings)
        scheduler.set_timesteps(STEPS)
        if max(scheduler.timesteps) >= scheduler.config.num_train_timesteps:
            continue
        sample, samples, originals = tensors["start"], [], []
        for index, timestep in enumerate(scheduler.timesteps):
            step = scheduler.step(tensors["outputs"][index], timestep, sample, eta=eta,
                                  variance_noise=tensors["noise"][index] if eta else None)
            sample = step.prev_sample
            samples.append(sample)
            originals.append(step.pred_original_sample)
        chain = torch.stack(samples + originals)
        if not chain.isfinite().all():  # epsilon where there is no signal
            continue
        tensors[f"case.{len(cases)}"] = chain
        cases.append({"eta": eta, "configuration": {"_class_name": "DDIMScheduler"} | settings,
                      "timesteps": scheduler.timesteps.tolist()})

    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "timesteps.json").write_text(
        "[\n" + ",\n".join(json.dumps(row) for row in timesteps()) + "\n]\n")
    (FOLDER / "cases.json").write_text(
        "[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
    save_file({key: value.contiguous() for key, value in tensors.items()},
              FOLDER / "goldens.safetensors")
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
