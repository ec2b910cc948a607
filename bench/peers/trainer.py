"""The tutorial as a program: ImageFolder, DataLoader(workers=2), a step a batch, a checkpoint an epoch.

Arguments: folder of images, folder for checkpoints. Tells of every step when it is done; stops at the end of stdin.
"""
import json
import resource
import sys

import torch
import torch.utils.data
import torchvision.datasets as dset
import torchvision.transforms as transforms

from dcgan import Trainer


def main(images, checkpoints):
    torch.manual_seed(999)
    transform = transforms.Compose(
        [
            transforms.Resize(64),
            transforms.CenterCrop(64),
            transforms.ToTensor(),
            transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
        ]
    )
    dataset = dset.ImageFolder(root=images, transform=transform)
    loader = torch.utils.data.DataLoader(dataset, batch_size=128, shuffle=True, num_workers=2)
    trainer = Trainer("eager")
    while True:
        for real, _ in loader:
            trainer.step(real)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(json.dumps({"peakMiB": peak}), flush=True)
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
