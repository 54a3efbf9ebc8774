"""Makes a checkpoint of Stable Diffusion 1.5's shape with random weights, for measuring start-up.

    python Fixtures/make/published_shape.py OUTPUT_FOLDER [--half]

Everything has its published size, 1.07 billion numbers in all: 4.3 GB, with --half (float16) 2.1 GB.
Only the tokenizer is a small one, whose words the text encoder's vocabulary has room for. Nothing of
this is committed. See requirements.txt for versions.
"""

import argparse
from pathlib import Path

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

import tiny_tokenizer
from checkpoint_folder import PIPELINE, put_json, put_weights, text_names

TEXT = {"hidden_act": "quick_gelu", "hidden_size": 768, "intermediate_size": 3072,
        "layer_norm_eps": 1e-5, "max_position_embeddings": 77, "model_type": "clip_text_model",
        "num_attention_heads": 12, "num_hidden_layers": 12, "vocab_size": 49408}
UNET = {"_class_name": "UNet2DConditionModel", "attention_head_dim": 8,
        "block_out_channels": [320, 640, 1280, 1280], "cross_attention_dim": 768,
        "layers_per_block": 2, "sample_size": 64}
VAE = {"_class_name": "AutoencoderKL", "block_out_channels": [128, 256, 512, 512],
       "down_block_types": ["DownEncoderBlock2D"] * 4, "latent_channels": 4, "layers_per_block": 2,
       "up_block_types": ["UpDecoderBlock2D"] * 4}
SCHEDULER = {"_class_name": "PNDMScheduler", "beta_end": 0.012, "beta_schedule": "scaled_linear",
             "beta_start": 0.00085, "num_train_timesteps": 1000, "set_alpha_to_one": False,
             "skip_prk_steps": True, "steps_offset": 1}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", action="store_true", help="float16 instead of float32")
    arguments = parser.parse_args()
    folder, kind = arguments.folder, torch.float16 if arguments.half else torch.float32
    torch.manual_seed(0)
    tiny_tokenizer.write(folder / "tokenizer", 77, False)
    put_json(folder / "model_index.json", PIPELINE)
    put_json(folder / "scheduler/scheduler_config.json", SCHEDULER)
    networks = [
        ("text_encoder/model", TEXT,
         lambda: text_names(CLIPTextModel(CLIPTextConfig(**TEXT)).state_dict(), 77, True)),
        ("unet/diffusion_pytorch_model", UNET,
         lambda: UNet2DConditionModel.from_config(UNET).state_dict()),
        ("vae/diffusion_pytorch_model", VAE, lambda: AutoencoderKL.from_config(VAE).state_dict()),
    ]
    for name, configuration, make in networks:
        put_json(folder / name.split("/")[0] / "config.json", configuration)
        put_weights(folder / f"{name}.safetensors", make(), kind)


if __name__ == "__main__":
    main()
