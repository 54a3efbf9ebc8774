"""Makes a small checkpoint with random weights from random, legal configuration choices.

    python Fixtures/make/random_checkpoint.py OUTPUT_FOLDER [--seeds 0-19] [--gligen]

writes OUTPUT_FOLDER/SEED for each seed. The same seed gives the same checkpoint. With --gligen it has
GLIGEN's layers, and the four channels and long texts that their pipeline takes. For a sweep, hand
the folders to compare_pipeline.py (the program) or parity_goldens.py (its parts). Nothing of this is
committed. See requirements.txt for versions.
"""

import argparse
import random
from pathlib import Path

import torch

import checkpoint_folder

ACTIVATIONS = ["silu", "silu", "silu", "swish", "gelu", "mish", "relu"]


def scalar_or_list(choose, values):
    """The one value if all are equal (sometimes still a list), else the list."""
    return values[0] if len(set(values)) == 1 and choose.random() < 0.7 else values


def text(choose):
    heads = choose.choice([1, 2, 3, 4])
    hidden = heads * choose.choice([4, 5, 8])
    return {"hidden_act": choose.choice(["quick_gelu", "gelu", "gelu_new"]),
            "hidden_size": hidden, "intermediate_size": choose.randint(8, 64),
            "layer_norm_eps": choose.choice([1e-5, 1e-4]),
            "max_position_embeddings": choose.choice([9, 16, 77]), "model_type": "clip_text_model",
            "num_attention_heads": heads, "num_hidden_layers": choose.randint(1, 4)} | (
                {"eos_token_id": 2} if choose.random() < 0.3 else {})


def unet(choose, width, channels):
    levels = choose.randint(1, 4)
    groups = choose.choice([1, 2, 4, 8])
    blocks = [groups * choose.randint(max(1, 8 // groups), 32 // groups) for _ in range(levels)]

    def heads(size):
        divisors = [count for count in range(1, 9) if size % count == 0]
        return choose.choice(divisors if choose.random() < 0.85 else range(1, min(size, 9)))

    def each(make):
        return [make() for _ in range(levels)]

    layers = each(lambda: choose.randint(1, 2)) if choose.random() < 0.4 else (
        [choose.randint(1, 3)] * levels)
    depths = each(lambda: choose.randint(1, 2)) if choose.random() < 0.3 else [1] * levels
    head_counts = [heads(size) for size in blocks]
    if choose.random() < 0.4:
        head_counts = [choose.choice([1, 2, 4])] * levels
    only_cross = each(lambda: choose.random() < 0.5) if choose.random() < 0.3 else [False] * levels
    config = {
        "_class_name": "UNet2DConditionModel", "act_fn": choose.choice(ACTIVATIONS),
        "attention_head_dim": scalar_or_list(choose, head_counts), "block_out_channels": blocks,
        "center_input_sample": choose.random() < 0.2,
        "conv_in_kernel": choose.choice([1, 3, 3, 3, 5]),
        "conv_out_kernel": choose.choice([1, 3, 3, 3, 5]), "cross_attention_dim": width,
        "down_block_types": each(
            lambda: choose.choice(["CrossAttnDownBlock2D"] * 2 + ["DownBlock2D"])),
        "downsample_padding": choose.choice([0, 1, 1]), "flip_sin_to_cos": choose.random() < 0.7,
        "freq_shift": choose.choice([0, 0, 1]), "in_channels": channels,
        "layers_per_block": scalar_or_list(choose, layers),
        "mid_block_scale_factor": choose.choice([1, 1, 1.5]),
        "mid_block_type": choose.choice(
            ["UNetMidBlock2DCrossAttn"] * 4 + ["UNetMidBlock2D", None]),
        "norm_eps": choose.choice([1e-5, 1e-3]), "norm_num_groups": groups,
        "only_cross_attention": scalar_or_list(choose, only_cross), "out_channels": channels,
        "resnet_time_scale_shift": choose.choice(["default", "default", "scale_shift"]),
        "sample_size": choose.choice([8, [6, 10]]),
        "transformer_layers_per_block": scalar_or_list(choose, depths),
        "up_block_types": each(
            lambda: choose.choice(["CrossAttnUpBlock2D"] * 2 + ["UpBlock2D"])),
        "upcast_attention": choose.random() < 0.3, "use_linear_projection": choose.random() < 0.5}
    if choose.random() < 0.3:
        config["time_embedding_dim"] = 2 * choose.randint(4, 30)
    return config


def vae(choose, channels):
    levels = choose.randint(1, 4)
    groups = choose.choice([1, 2, 4])
    blocks = [groups * choose.randint(max(1, 4 // groups), 24 // groups) for _ in range(levels)]
    config = {
        "_class_name": "AutoencoderKL", "act_fn": choose.choice(ACTIVATIONS),
        "block_out_channels": blocks, "down_block_types": ["DownEncoderBlock2D"] * levels,
        "in_channels": 3, "latent_channels": channels, "layers_per_block": choose.randint(1, 3),
        "norm_num_groups": groups, "out_channels": 3, "sample_size": 32,
        "up_block_types": ["UpDecoderBlock2D"] * levels}
    if choose.random() < 0.6:
        config |= {"mid_block_add_attention": choose.random() < 0.5,
                   "scaling_factor": choose.choice([0.13025, 0.5, 1.0]),
                   "use_post_quant_conv": choose.random() < 0.5,
                   "use_quant_conv": choose.random() < 0.5}
    return config


def scheduler(choose):
    formula = choose.choice(["linear", "scaled_linear", "scaled_linear", "squaredcos_cap_v2"])
    prediction = choose.choice(["epsilon", "v_prediction", "v_prediction", "sample"])
    if formula == "squaredcos_cap_v2":  # too little signal at the end for epsilon
        prediction = "v_prediction"
    config = {"_class_name": "DDIMScheduler", "beta_schedule": formula, "clip_sample": False,
              "num_train_timesteps": choose.choice([1000, 1000, 400]),
              "prediction_type": prediction, "set_alpha_to_one": choose.random() < 0.5,
              "steps_offset": 1, "timestep_spacing": choose.choice(
                  ["leading", "trailing", "linspace"]),
              "rescale_betas_zero_snr": prediction == "v_prediction" and choose.random() < 0.4}
    if formula == "scaled_linear":
        config |= {"beta_start": 0.00085, "beta_end": 0.012}
    if choose.random() < 0.2:
        config = {key: value for key, value in config.items()
                  if key not in ("clip_sample", "rescale_betas_zero_snr", "timestep_spacing")}
        config |= {"_class_name": "PNDMScheduler", "skip_prk_steps": True}
    return config


def write(folder, seed, gligen=False):
    """Writes the checkpoint of a seed and returns the choices that were made."""
    choose = random.Random(seed)
    channels = choose.choice([1, 3, 4, 4, 6, 16])
    words = text(choose)
    if gligen:
        channels, words["max_position_embeddings"] = 4, 77
    choices = dict(
        text=words, unet=unet(choose, words["hidden_size"], channels), vae=vae(choose, channels),
        scheduler=scheduler(choose), seed=seed,
        dtype=choose.choice([torch.float32, torch.float16, torch.bfloat16]),
        old_names=choose.random() < 0.3, pad_is_exclamation=choose.random() < 0.3)
    if gligen:
        choices["unet"]["attention_type"] = "gated"
        choices["pipeline"] = "StableDiffusionGLIGENPipeline"
    checkpoint_folder.write(folder, **choices)
    return choices


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path)
    parser.add_argument("--seeds", default="0", help="a number or a range such as 0-19")
    parser.add_argument("--gligen", action="store_true", help="with GLIGEN's layers")
    arguments = parser.parse_args()
    first, _, last = arguments.seeds.partition("-")
    for seed in range(int(first), int(last or first) + 1):
        choices = write(arguments.output / str(seed), seed, arguments.gligen)
        print(arguments.output / str(seed), choices["unet"]["block_out_channels"],
              choices["scheduler"]["prediction_type"], choices["dtype"])


if __name__ == "__main__":
    main()
