"""PyTorch's training step on random images. Arguments: mode, batch, ngf = ndf, image size."""
import sys

import torch

from dcgan import Trainer
from orders import answer_orders, timed

mode, batch, width, size = sys.argv[1], *map(int, sys.argv[2:5])
torch.manual_seed(999)
trainer = Trainer(mode, width, size)
real = torch.rand(batch, 3, size, size) * 2 - 1
answer_orders(lambda order: {"seconds": [timed(lambda: trainer.step(real)) for _ in range(order["steps"])]})
