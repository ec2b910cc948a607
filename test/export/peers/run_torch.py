"""Loads exported weights into the tutorial's modules and runs both on the latents in latents.f32.

Usage: run_torch.py NZ NGF NDF NC ARCHITECTURE; writes images.f32 and probabilities.f32, and prints the state as JSON.
"""

import json
import sys

import numpy as np
import torch
from safetensors.torch import load_file
from resize_convolution import ResizeConvolutionGenerator
from tutorial import Discriminator, Generator

nz, ngf, ndf, nc = map(int, sys.argv[1:5])
generator = {"dcgan": Generator, "resize-convolution": ResizeConvolutionGenerator}[sys.argv[5]](nz, ngf, nc)
discriminator = Discriminator(ndf, nc)
for module, name in ((generator, "generator"), (discriminator, "discriminator")):
    module.load_state_dict(load_file(f"{name}.safetensors"), strict=True)
    module.eval()
with torch.no_grad():
    images = generator(torch.from_numpy(np.fromfile("latents.f32", np.float32)).reshape(-1, nz, 1, 1))
    probabilities = discriminator(images)
images.numpy().tofile("images.f32")
probabilities.numpy().tofile("probabilities.f32")
states = {"generator": generator.state_dict(), "discriminator": discriminator.state_dict()}
print(json.dumps({f"{name}.{key}": [str(value.dtype), list(value.shape)] for name, state in states.items() for key, value in state.items()}))
print(json.dumps({name: int(state["main.1.num_batches_tracked" if name == "generator" else "main.3.num_batches_tracked"]) for name, state in states.items()}))
