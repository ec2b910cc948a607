"""Saves the tutorial's networks for 64 pixels in the ways in which people's programs leave them.

Usage: save_wrapped.py. Writes NAME.safetensors for each way, and float32.safetensors, half.safetensors, bfloat16.safetensors and
discriminator.safetensors: what must come of it, under the tutorial's names. Prints each file's first name.
"""

import json
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../export/peers"))

import torch
from safetensors.torch import save_file
from torch import nn
from torch.distributed.algorithms._checkpoint.checkpoint_wrapper import checkpoint_wrapper
from torch.optim.swa_utils import AveragedModel
from tutorial import Discriminator, Generator

NZ, NGF, NDF, NC = 8, 2, 2, 3
torch.manual_seed(7)
generator, discriminator = Generator(NZ, NGF, NC), Discriminator(NDF, NC)
optimizer = torch.optim.Adam(generator.parameters())
generator(torch.randn(4, NZ, 1, 1)).mean().backward()
optimizer.step()


def same_in(module):
    """A new module with the generator's state; what `module` makes of it is saved."""
    copy = Generator(NZ, NGF, NC)
    copy.load_state_dict(generator.state_dict())
    return module(copy)


class LightningGan(nn.Module):
    def __init__(self, **networks):
        super().__init__()
        for name, network in networks.items():
            self.add_module(name, network)


def flattened(value, name):
    """A checkpoint of dicts in dicts, which safetensors doesn't know, with its tensors under joined names."""
    if isinstance(value, torch.Tensor):
        return {name: value}
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return {path: tensor for key, each in items for path, tensor in flattened(each, f"{name}.{key}" if name else str(key)).items()}


def inner_layers(wrap):
    def wrapped(module):
        for i, layer in enumerate(module.main):
            module.main[i] = wrap(layer)
        return module

    return wrapped


def by_hand(module):
    return dict([*module.named_parameters(), *module.named_buffers()])


def inner_sequential_compiled(module):
    module.main = torch.compile(module.main)
    return module


training = {
    "epoch": 3,
    "netG": generator.state_dict(),
    "netD": discriminator.state_dict(),
    "optimizerG": optimizer.state_dict(),
    "losses": torch.zeros(5),
}
states = {
    "compiled": same_in(torch.compile).state_dict(),
    "parallel": same_in(nn.DataParallel).state_dict(),
    "compiled-parallel": same_in(lambda module: torch.compile(nn.DataParallel(module))).state_dict(),
    "parallel-compiled": same_in(lambda module: nn.DataParallel(torch.compile(module))).state_dict(),
    "averaged": same_in(AveragedModel).state_dict(),
    "averaged-compiled": same_in(lambda module: AveragedModel(torch.compile(module))).state_dict(),
    "compiled-by-layer": same_in(inner_layers(torch.compile)).state_dict(),
    "checkpointed-by-layer": by_hand(same_in(inner_layers(checkpoint_wrapper))),
    "inner-sequential-compiled": same_in(inner_sequential_compiled).state_dict(),
    "bare-sequential": same_in(lambda module: module.main).state_dict(),
    "bare-sequential-averaged": same_in(lambda module: AveragedModel(module.main)).state_dict(),
    "lightning": LightningGan(generator=generator, discriminator=discriminator).state_dict(),
    "training-checkpoint": flattened(training, ""),
    "nested-state-dict": flattened({"state_dict": same_in(nn.DataParallel).state_dict(), "epoch": torch.tensor(3)}, ""),
    "double": same_in(lambda module: module.double()).state_dict(),
    "float32": generator.state_dict(),
    "half": same_in(lambda module: module.half()).state_dict(),
    "bfloat16": same_in(lambda module: torch.compile(module.bfloat16())).state_dict(),
    "float32-of-half": same_in(lambda module: module.half().float()).state_dict(),
    "float32-of-bfloat16": same_in(lambda module: module.bfloat16().float()).state_dict(),
    "discriminator": discriminator.state_dict(),
    # What can't be taken, and should be refused by its names.
    "two-generators": LightningGan(generator=generator, ema=same_in(AveragedModel)).state_dict(),
    "spectral-norm": nn.utils.parametrizations.spectral_norm(same_in(lambda module: module).main[0]).state_dict(),
    "named-layers": {
        f"{kind}{i}.{name}": value
        for i, layer in enumerate(generator.main)
        for kind in ["up" if isinstance(layer, nn.ConvTranspose2d) else "norm"]
        for name, value in layer.state_dict().items()
    },
    "other-positions": nn.Sequential(*[layer for layer in generator.main if list(layer.parameters())]).state_dict(),
    "one-more-layer": {**generator.state_dict(), "head.weight": torch.zeros(3)},
}
for name, state in states.items():
    save_file({key: value.detach().clone().contiguous() for key, value in state.items()}, f"{name}.safetensors")
print(json.dumps({name: next(iter(state)) for name, state in states.items()}))
