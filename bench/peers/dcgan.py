"""The DCGAN tutorial's networks and training step in PyTorch, for the peers of the benchmarks."""
import torch
import torch.nn as nn

NZ = 100


def up(i, o, s, p):
    return [nn.ConvTranspose2d(i, o, 4, s, p, bias=False), nn.BatchNorm2d(o), nn.ReLU(True)]


def down(i, o):
    return [nn.Conv2d(i, o, 4, 2, 1, bias=False), nn.BatchNorm2d(o), nn.LeakyReLU(0.2, True)]


def weights_init(m):
    name = m.__class__.__name__
    if "Conv" in name:
        nn.init.normal_(m.weight.data, 0.0, 0.02)
    elif "BatchNorm" in name:
        nn.init.normal_(m.weight.data, 1.0, 0.02)
        nn.init.constant_(m.bias.data, 0)


def networks(width=64, size=64):
    """The tutorial's networks; other sizes of image add or take away a layer, as ours do."""
    halvings = size.bit_length() - 4
    g = up(NZ, width * 2**halvings, 1, 0)
    d = [nn.Conv2d(3, width, 4, 2, 1, bias=False), nn.LeakyReLU(0.2, True)]
    for i in range(halvings):
        g += up(width * 2 ** (halvings - i), width * 2 ** (halvings - i - 1), 2, 1)
        d += down(width * 2**i, width * 2 ** (i + 1))
    g += [nn.ConvTranspose2d(width, 3, 4, 2, 1, bias=False), nn.Tanh()]
    d += [nn.Conv2d(width * 2**halvings, 1, 4, 1, 0, bias=False), nn.Sigmoid()]
    generator, discriminator = nn.Sequential(*g), nn.Sequential(*d)
    generator.apply(weights_init)
    discriminator.apply(weights_init)
    return generator, discriminator


class Trainer:
    """One step of the tutorial; `mode` is eager, channels_last, or channels_last_bf16 (autocast)."""

    def __init__(self, mode, width=64, size=64):
        self.g, self.d = networks(width, size)
        if mode.startswith("channels_last"):
            self.g = self.g.to(memory_format=torch.channels_last)
            self.d = self.d.to(memory_format=torch.channels_last)
        self.bf16 = mode.endswith("bf16")
        self.criterion = nn.BCELoss()
        self.adam_d = torch.optim.Adam(self.d.parameters(), lr=2e-4, betas=(0.5, 0.999))
        self.adam_g = torch.optim.Adam(self.g.parameters(), lr=2e-4, betas=(0.5, 0.999))

    def forward(self, network, x):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.bf16):
            return network(x)

    def judge(self, x, label):
        output = self.forward(self.d, x).view(-1)
        return output, self.criterion(output.float(), label)

    def step(self, real):
        batch = real.size(0)
        self.d.zero_grad()
        label = torch.full((batch,), 1.0)
        output, loss_real = self.judge(real, label)
        loss_real.backward()
        d_x = output.mean().item()
        fake = self.forward(self.g, torch.randn(batch, NZ, 1, 1))
        label.fill_(0.0)
        output, loss_fake = self.judge(fake.detach(), label)
        loss_fake.backward()
        d_g_z1 = output.mean().item()
        self.adam_d.step()
        self.g.zero_grad()
        label.fill_(1.0)
        output, loss_g = self.judge(fake, label)
        loss_g.backward()
        d_g_z2 = output.mean().item()
        self.adam_g.step()
        return (loss_real + loss_fake).item(), loss_g.item(), d_x, d_g_z1, d_g_z2
