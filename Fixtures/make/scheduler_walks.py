"""Makes Fixtures/parity/schedulers/walks.*: whole walks of diffusers' schedulers, over their settings.

    python Fixtures/make/scheduler_walks.py

Every walk begins with noise of seed 7 and asks a "model" that is a short formula, `answer`, instead of
a network. `walks.json` has one row a walk: the configuration as a file, the class that is made from it
by `from_config`, its time steps and what initial noise is multiplied by. `walks.safetensors` has in
`samples` the sample after every step, one walk after the other. LMS needs scipy. See
requirements.txt for versions.

`largest_change` in a row is how far the last sample moves when one bit of the initial noise does,
each element on its own: walks that magnify rounding show it there.
"""

import json
import logging
import math
import warnings
from pathlib import Path

import diffusers
import torch
from safetensors.torch import save_file

FOLDER = Path(__file__).resolve().parent.parent / "parity" / "schedulers"
SHAPE = (2, 4, 2)
SEED = 7

NAMES = {"ddim": "DDIMScheduler", "pndm": "PNDMScheduler", "euler": "EulerDiscreteScheduler",
         "ancestral": "EulerAncestralDiscreteScheduler", "dpm": "DPMSolverMultistepScheduler",
         "lms": "LMSDiscreteScheduler", "unipc": "UniPCMultistepScheduler"}

# The published files of SD-1.5 and SD-2.1, and one whose model was trained without signal at the end.
SD1 = {"_class_name": "PNDMScheduler", "_diffusers_version": "0.6.0", "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "beta_start": 0.00085, "num_train_timesteps": 1000,
       "set_alpha_to_one": False, "skip_prk_steps": True, "steps_offset": 1, "trained_betas": None,
       "clip_sample": False}
SD2 = {"_class_name": "DDIMScheduler", "_diffusers_version": "0.8.0", "beta_end": 0.012,
       "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": False,
       "num_train_timesteps": 1000, "prediction_type": "v_prediction", "set_alpha_to_one": False,
       "skip_prk_steps": True, "steps_offset": 1, "trained_betas": None}
ZERO = SD2 | {"rescale_betas_zero_snr": True, "timestep_spacing": "trailing"}
COSINE = {"beta_schedule": "squaredcos_cap_v2", "prediction_type": "v_prediction"}


def answer(kind, sample, timestep, total):
    """What the model says: near the truth for samples of deviation 1, and a wave."""
    time = float(timestep) / total
    wave = 0.1 * torch.sin(2 * sample + 3 * time)
    if kind == "epsilon":
        return math.sin(math.pi / 2 * time) * sample + wave
    if kind == "sample":
        return math.cos(math.pi / 2 * time) * sample + wave
    return 0.2 * sample + 3 * wave


def walk(scheduler, steps, nudge=0.0):
    generator = torch.Generator("cpu").manual_seed(SEED)
    scheduler.set_timesteps(steps)
    if hasattr(scheduler, "set_begin_index"):
        scheduler.set_begin_index(0)  # else equal time steps at the beginning make it skip one
    config = scheduler.config
    sample = torch.randn(SHAPE, generator=generator) * (1 + nudge) * scheduler.init_noise_sigma
    extra = {"generator": generator} if "Ancestral" in type(scheduler).__name__ or (
        "sde" in config.get("algorithm_type", "")) else {}
    samples = []
    for timestep in scheduler.timesteps:
        shown = scheduler.scale_model_input(sample, timestep)
        output = answer(config.prediction_type, shown, timestep, config.num_train_timesteps)
        sample = scheduler.step(output, timestep, sample, **extra).prev_sample
        samples.append(sample)
    return torch.stack(samples)


def cases():
    """Pairs of a scheduler's short name, a configuration and a number of steps."""
    for name in NAMES:
        for file in (SD1, SD2):
            for steps in (1, 2, 5, 7, 20, 50):
                yield name, file, steps
            for spacing in ("leading", "trailing", "linspace"):
                for steps in (2, 7, 20):
                    yield name, file | {"timestep_spacing": spacing}, steps
        plain = {"clip_sample": False, "_class_name": NAMES[name]}
        for total, steps in ((1000, 20), (799, 23), (37, 5), (1001, 6)):
            yield name, plain | {"num_train_timesteps": total}, steps
        if name not in ("pndm", "ancestral"):
            for steps in (5, 20):
                yield name, SD1 | {"prediction_type": "sample"}, steps
        yield name, plain | {"num_train_timesteps": 6, "steps_offset": 0,
                             "trained_betas": [0.01, 0.02, 0.05, 0.1, 0.2, 0.4]}, 4
        for steps in (5, 20):
            yield name, ZERO, steps if name != "pndm" else steps + 1

    # Runge-Kutta's steps, and where they end.
    for steps in (4, 5, 20):
        yield "pndm", SD2 | {"skip_prk_steps": False}, steps
    yield "pndm", SD1 | {"set_alpha_to_one": True}, 20

    levels = [{"use_karras_sigmas": True}, {"use_exponential_sigmas": True}]
    for name in ("euler", "lms", "dpm", "unipc"):
        for level in levels:
            for file in (SD1, SD2):
                for steps in (1, 7, 20):
                    yield name, file | level, steps
    for name in ("euler", "dpm", "unipc"):
        for level in levels + [{}]:
            yield name, SD1 | level | {"final_sigmas_type": "sigma_min"}, 10
    for name in ("euler", "unipc"):
        yield name, SD1 | levels[0] | {"sigma_min": 0.05, "sigma_max": 10.0}, 10
    for steps in (5, 20):
        yield "euler", SD1 | {"interpolation_type": "log_linear"}, steps
        yield "euler", SD2 | {"interpolation_type": "log_linear"} | levels[0], steps
    yield "euler", SD2 | {"timestep_type": "continuous"} | levels[0], 20

    solvers = [{"solver_order": order, "solver_type": kind}
               for order, kind in ((1, "midpoint"), (2, "midpoint"), (2, "heun"), (3, "midpoint"))]
    for kind in ("dpmsolver++", "dpmsolver", "sde-dpmsolver++", "sde-dpmsolver"):
        end = {} if "++" in kind else {"final_sigmas_type": "sigma_min"}
        for solver in solvers:
            if "sde" in kind and solver["solver_order"] == 3:
                continue  # not defined for one, and of a wrong sign for the other
            for file, steps in ((SD1, 7), (SD2, 20)):
                yield "dpm", file | {"algorithm_type": kind} | solver | end, steps
        for prediction in ("sample", "epsilon"):
            yield "dpm", SD1 | {"algorithm_type": kind, "thresholding": True,
                                "sample_max_value": 1.5, "dynamic_thresholding_ratio": 0.8,
                                "prediction_type": prediction} | end, 6
    for extra in ({"euler_at_final": True, "final_sigmas_type": "sigma_min"},
                  {"lower_order_final": False, "final_sigmas_type": "sigma_min", "solver_order": 3},
                  {"use_lu_lambdas": True}, {"algorithm_type": "deis", "solver_type": "logrho",
                                            "final_sigmas_type": "sigma_min"}):
        for steps in (14, 15):
            yield "dpm", SD1 | extra, steps
    for spacing in ("leading", "trailing", "linspace"):
        for extra in ({"lambda_min_clipped": -5.1}, levels[0]):
            yield "dpm", COSINE | extra | {"timestep_spacing": spacing}, 10

    for extra in ({"solver_order": 1}, {"solver_order": 3}, {"solver_order": 4},
                  {"solver_type": "bh1", "final_sigmas_type": "sigma_min"},  # else infinity times 0
                  {"solver_type": "bh1", "solver_order": 3, "final_sigmas_type": "sigma_min"},
                  {"solver_type": "heun"}, {"disable_corrector": [0, 1, 4]},
                  {"predict_x0": False, "final_sigmas_type": "sigma_min"},
                  {"predict_x0": False, "final_sigmas_type": "sigma_min", "solver_order": 3},
                  {"lower_order_final": False, "final_sigmas_type": "sigma_min"},
                  {"thresholding": True, "sample_max_value": 1.5}):
        for file, steps in ((SD1, 7), (SD2, 20)):
            yield "unipc", file | extra, steps


def main():
    logging.disable(logging.WARNING)
    warnings.filterwarnings("ignore")
    rows, samples = [], []
    for name, configuration, steps in cases():
        scheduler_class = getattr(diffusers, NAMES[name])

        def make():
            return scheduler_class.from_config(dict(configuration))

        scheduler = make()
        chain = walk(scheduler, steps)
        assert chain.isfinite().all(), (name, configuration, steps)
        nudged = walk(make(), steps, nudge=2**-23)
        rows.append({
            "scheduler": NAMES[name], "configuration": configuration, "steps": steps,
            "timesteps": [float(f"{value:.9g}") for value in scheduler.timesteps.tolist()],
            "initial_noise_scale": float(f"{float(scheduler.init_noise_sigma):.9g}"),
            "largest_change": float(f"{(nudged[-1] - chain[-1]).abs().max().item():.2g}")})
        samples.append(chain)
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / "walks.json").write_text(
        "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n")
    save_file({"samples": torch.cat(samples)}, FOLDER / "walks.safetensors")
    print(f"{len(rows)} walks of {sum(map(len, samples))} steps, diffusers {diffusers.__version__}; "
          f"greatest value {torch.cat(samples).abs().max():.3g}, "
          f"last {max(chain[-1].abs().max().item() for chain in samples):.3g}, "
          f"magnified {max(row['largest_change'] for row in rows)}")


if __name__ == "__main__":
    main()
