"""The tutorial as a program: ImageFolder, DataLoader(workers=2), a step a batch, a checkpoint an epoch.

Arguments: folder of images, folder for checkpoints. Tells of every step when it is done, and goes on until it is ended.
"""
import sys

import torch

from dcgan import Trainer
from vision import tutorial_loader


def main(images, checkpoints):
    torch.manual_seed(999)
    loader = tutorial_loader(images)
    trainer = Trainer("eager")
    while True:
        for real, _ in loader:
            trainer.step(real)
            print("step", flush=True)
        torch.save(
            {
                "generator": trainer.g.state_dict(),
                "discriminator": trainer.d.state_dict(),
                "adam_g": trainer.adam_g.state_dict(),
                "adam_d": trainer.adam_d.state_dict(),
            },
            f"{checkpoints}/checkpoint.pt",
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
