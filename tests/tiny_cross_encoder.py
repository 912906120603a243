"""A CrossEncoder of a few weights that says the same of every pair."""

from collections.abc import Sequence
from pathlib import Path

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

_WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] pain relief".split()


def write_cross_encoder(
    folder: Path, says: Sequence[float], labels: Sequence[str] = ("LABEL_0",)
) -> Path:
    """`says`: what it gives for each of its labels, before any activation."""
    folder.mkdir(parents=True)
    (folder / "vocab.txt").write_text("\n".join(_WORDS))
    model = BertForSequenceClassification(
        BertConfig(
            vocab_size=len(_WORDS),
            hidden_size=8,
            num_hidden_layers=1,
            num_attention_heads=1,
            intermediate_size=8,
            id2label=dict(enumerate(labels)),
            label2id={one: at for at, one in enumerate(labels)},
        )
    )
    with torch.no_grad():
        model.classifier.weight.zero_()
        model.classifier.bias.copy_(torch.tensor(list(says)))
    model.save_pretrained(folder)
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    return folder
