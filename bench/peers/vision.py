"""The tutorial's data: torchvision's ImageFolder, its transforms, and a DataLoader with two workers."""
import importlib.metadata

import torch
import torch.utils.data

# pip may bring PyTorch for the CPU and torchvision built for CUDA. Its operators don't load then, and importing it asks
# for these two by name; nothing here calls them.
if torch.version.cuda is None and "+" not in importlib.metadata.version("torchvision"):
    for name in ("nms", "qnms"):
        torch.library.define(f"torchvision::{name}", "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")

import torchvision.datasets as dset  # noqa: E402
import torchvision.transforms as transforms  # noqa: E402


def tutorial_loader(images):
    """Batches of 128 as float32 [batch, 3, 64, 64] in -1 … 1, shuffled."""
    transform = transforms.Compose(
        [
            transforms.Resize(64),
            transforms.CenterCrop(64),
            transforms.ToTensor(),
            transforms.Normalize((0.5, 0.5, 0.5), (0.5, 0.5, 0.5)),
        ]
    )
    dataset = dset.ImageFolder(root=images, transform=transform)
    return torch.utils.data.DataLoader(dataset, batch_size=128, shuffle=True, num_workers=2)
