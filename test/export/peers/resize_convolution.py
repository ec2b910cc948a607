"""The generator of `resize-convolution` at 64 pixels, as PyTorch's user would write it.

Source: Odena, Dumoulin, Olah, "Deconvolution and Checkerboard Artifacts" (2016); widths are those of the DCGAN tutorial.
"""

from torch import nn


class ResizeConvolutionGenerator(nn.Module):
    def __init__(self, nz, ngf, nc):
        super().__init__()
        layers = [nn.ConvTranspose2d(nz, ngf * 8, 4, 1, 0, bias=False), nn.BatchNorm2d(ngf * 8), nn.ReLU(True)]
        for wide, narrow in ((8, 4), (4, 2), (2, 1)):
            layers += [
                nn.Upsample(scale_factor=2, mode="nearest"),
                nn.Conv2d(ngf * wide, ngf * narrow, 3, 1, 1, bias=False),
                nn.BatchNorm2d(ngf * narrow),
                nn.ReLU(True),
            ]
        layers += [nn.Upsample(scale_factor=2, mode="nearest"), nn.Conv2d(ngf, nc, 3, 1, 1, bias=False), nn.Tanh()]
        self.main = nn.Sequential(*layers)

    def forward(self, input):
        return self.main(input)
