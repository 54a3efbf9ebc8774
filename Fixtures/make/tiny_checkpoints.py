"""Makes Fixtures/checkpoints/{sd1,sd2,odd,gligen}-tiny: small random instances of real configurations.

    python Fixtures/make/tiny_checkpoints.py [NAME…]

See requirements.txt for versions and SCHEMA.md for what each checkpoint is there to catch.
"""

import sys
from pathlib import Path

import torch

import checkpoint_folder

FIXTURES = Path(__file__).resolve().parent.parent

# Keys and spelling of SD-1.5's published configurations (sparse, with `attention_head_dim` 8 that
# means eight heads), its weights' old names, and float32.
SD1 = dict(
    text={"architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "bos_token_id": 0,
          "dropout": 0.0, "eos_token_id": 2, "hidden_act": "quick_gelu", "hidden_size": 32,
          "initializer_factor": 1.0, "initializer_range": 0.02, "intermediate_size": 64,
          "layer_norm_eps": 1e-05, "max_position_embeddings": 20, "model_type": "clip_text_model",
          "num_attention_heads": 4, "num_hidden_layers": 2, "pad_token_id": 1,
          "projection_dim": 32, "torch_dtype": "float32", "transformers_version": "4.22.0.dev0"},
    unet={"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.14.0", "act_fn": "silu",
          "attention_head_dim": 4, "block_out_channels": [16, 16, 32],
          "center_input_sample": False, "cross_attention_dim": 32,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1, "flip_sin_to_cos": True, "freq_shift": 0, "in_channels": 4,
          "layers_per_block": 2, "mid_block_scale_factor": 1, "norm_eps": 1e-05,
          "norm_num_groups": 16, "out_channels": 4, "sample_size": 8,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]},
    vae={"_class_name": "AutoencoderKL", "_diffusers_version": "0.14.0", "act_fn": "silu",
         "block_out_channels": [8, 16, 16],
         "down_block_types": ["DownEncoderBlock2D"] * 3, "in_channels": 3, "latent_channels": 4,
         "layers_per_block": 2, "norm_num_groups": 8, "out_channels": 3, "sample_size": 32,
         "up_block_types": ["UpDecoderBlock2D"] * 3},
    scheduler={"_class_name": "DDIMScheduler", "_diffusers_version": "0.14.0", "beta_end": 0.012,
               "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": False,
               "num_train_timesteps": 1000, "set_alpha_to_one": False,
               "skip_prk_steps": True, "steps_offset": 1, "trained_betas": None},
    seed=1, dtype=torch.float32, old_names=True)

# Keys of SD-2.1's published configurations: linear projection, a head count per block, gelu,
# v-prediction; zero terminal SNR with trailing timesteps; float16.
SD2 = dict(
    text={"architectures": ["CLIPTextModel"], "attention_dropout": 0.0, "dropout": 0.0,
          "hidden_act": "gelu", "hidden_size": 32, "initializer_factor": 1.0,
          "initializer_range": 0.02, "intermediate_size": 96, "layer_norm_eps": 1e-05,
          "max_position_embeddings": 24, "model_type": "clip_text_model", "num_attention_heads": 2,
          "num_hidden_layers": 3, "pad_token_id": 1, "projection_dim": 16,
          "torch_dtype": "float16"},
    unet={"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.10.0", "act_fn": "silu",
          "attention_head_dim": [2, 4, 6, 8], "block_out_channels": [16, 16, 24, 32],
          "center_input_sample": False, "cross_attention_dim": 32,
          "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D",
                               "CrossAttnDownBlock2D", "DownBlock2D"],
          "downsample_padding": 1, "dual_cross_attention": False, "flip_sin_to_cos": True,
          "freq_shift": 0, "in_channels": 4, "layers_per_block": 2, "mid_block_scale_factor": 1,
          "norm_eps": 1e-05, "norm_num_groups": 8, "num_class_embeds": None,
          "only_cross_attention": False, "out_channels": 4, "sample_size": 16,
          "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D",
                             "CrossAttnUpBlock2D"],
          "upcast_attention": True, "use_linear_projection": True},
    vae={"_class_name": "AutoencoderKL", "_diffusers_version": "0.10.0", "act_fn": "silu",
         "block_out_channels": [8, 16, 24, 24], "down_block_types": ["DownEncoderBlock2D"] * 4,
         "in_channels": 3, "latent_channels": 4, "layers_per_block": 1, "norm_num_groups": 4,
         "out_channels": 3, "sample_size": 128, "scaling_factor": 0.18215,
         "up_block_types": ["UpDecoderBlock2D"] * 4},
    scheduler={"_class_name": "DDIMScheduler", "_diffusers_version": "0.21.0", "beta_end": 0.012,
               "beta_schedule": "scaled_linear", "beta_start": 0.00085, "clip_sample": False,
               "num_train_timesteps": 1000, "prediction_type": "v_prediction",
               "rescale_betas_zero_snr": True, "set_alpha_to_one": False, "steps_offset": 1,
               "timestep_spacing": "trailing", "trained_betas": None},
    seed=2, dtype=torch.float16, pad_is_exclamation=True)

# Everything that is legal and unusual at once; bfloat16.
ODD = dict(
    text={"architectures": ["CLIPTextModel"], "hidden_act": "quick_gelu", "hidden_size": 20,
          "intermediate_size": 44, "layer_norm_eps": 1e-04, "max_position_embeddings": 13,
          "model_type": "clip_text_model", "num_attention_heads": 5, "num_hidden_layers": 3},
    unet={"_class_name": "UNet2DConditionModel", "_diffusers_version": "0.42.1", "act_fn": "silu",
          "attention_head_dim": [3, 5, 7], "block_out_channels": [12, 20, 28],
          "conv_in_kernel": 5, "conv_out_kernel": 1, "cross_attention_dim": 20,
          "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
          "downsample_padding": 0, "flip_sin_to_cos": False, "freq_shift": 1, "in_channels": 6,
          "layers_per_block": [1, 2, 1], "mid_block_scale_factor": 1.5,
          "mid_block_type": "UNetMidBlock2DCrossAttn", "norm_eps": 1e-03, "norm_num_groups": 4,
          "num_attention_heads": None, "only_cross_attention": [False, True, False],
          "out_channels": 6, "resnet_time_scale_shift": "scale_shift", "sample_size": [10, 14],
          "time_embedding_dim": 40, "transformer_layers_per_block": [1, 1, 2],
          "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D", "CrossAttnUpBlock2D"],
          "use_linear_projection": False},
    vae={"_class_name": "AutoencoderKL", "_diffusers_version": "0.42.1", "act_fn": "silu",
         "block_out_channels": [12, 20], "down_block_types": ["DownEncoderBlock2D"] * 2,
         "in_channels": 3, "latent_channels": 6, "latents_mean": None, "latents_std": None,
         "layers_per_block": 1, "mid_block_add_attention": False, "norm_num_groups": 4,
         "out_channels": 3, "sample_size": 20, "scaling_factor": 0.5, "shift_factor": 0.0625,
         "up_block_types": ["UpDecoderBlock2D"] * 2, "use_post_quant_conv": True,
         "use_quant_conv": False},
    scheduler={"_class_name": "DDIMScheduler", "_diffusers_version": "0.42.1", "beta_end": 0.02,
               "beta_schedule": "linear", "beta_start": 0.0001, "clip_sample": False,
               "clip_sample_range": 1.0, "dynamic_thresholding_ratio": 0.995,
               "num_train_timesteps": 800, "prediction_type": "v_prediction",
               "rescale_betas_zero_snr": False, "sample_max_value": 1.0, "set_alpha_to_one": True,
               "steps_offset": 1, "thresholding": False, "timestep_spacing": "linspace",
               "trained_betas": None},
    seed=3, dtype=torch.bfloat16)

# SD-1.x with GLIGEN's layers, under the keys that diffusers gives them; float16. The position net's
# hidden layers have 512 features whatever the rest is, so the rest is smaller than above.
GLIGEN = SD1 | dict(
    unet=SD1["unet"] | {
        "attention_type": "gated", "block_out_channels": [8, 16], "layers_per_block": 1,
        "down_block_types": ["CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        "norm_num_groups": 4, "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D"]},
    vae=SD1["vae"] | {"block_out_channels": [8, 8, 8], "layers_per_block": 1},
    seed=4, dtype=torch.float16, old_names=False, pipeline="StableDiffusionGLIGENPipeline")

CHECKPOINTS = {"sd1-tiny": SD1, "sd2-tiny": SD2, "odd-tiny": ODD, "gligen-tiny": GLIGEN}

if __name__ == "__main__":
    for name in sys.argv[1:] or CHECKPOINTS:
        folder = FIXTURES / "checkpoints" / name
        checkpoint_folder.write(folder, **CHECKPOINTS[name])
        checkpoint_folder.load(folder)
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
        print(f"{name}: {size / 1024:.0f} KiB in {folder}")
