"""PyTorch's generator in evaluation mode, as bytes like ours. Argument: eager or channels_last."""
import sys

import torch

from dcgan import NZ, networks
from orders import answer_orders, timed

torch.manual_seed(999)
generator = networks()[0].eval()
if sys.argv[1] == "channels_last":
    generator = generator.to(memory_format=torch.channels_last)
# Faster than one pass over a thousand.
BATCH = 64


def generate(latents):
    with torch.inference_mode():
        for z in latents.split(BATCH):
            ((generator(z) + 1) * 127.5).round().clamp(0, 255).byte().permute(0, 2, 3, 1).numpy()


def answer(order):
    latents = torch.randn(order["count"], NZ, 1, 1)
    return {"seconds": [timed(lambda: generate(latents)) for _ in range(order["repeats"])]}


answer_orders(answer)
