"""scikit-learn's HistGradientBoostingClassifier and interpret's ExplainableBoostingClassifier on the folds of `bench quality`, both with
their default settings. Prints one JSON object.

python quality_peers.py FILE LABEL POSITIVE CATEGORICAL[,…] DROP[,…] FOLDS     (POSITIVE "" is 1, true or yes)
"""

import json
import sys
import time

import numpy as np
import pandas as pd
from interpret.glassbox import ExplainableBoostingClassifier
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

path, label, positive, categorical, drop, folds = sys.argv[1:7]
categorical = [name for name in categorical.split(",") if name]
drop = [name for name in drop.split(",") if name]
folds = int(folds)

text = pd.read_csv(path, dtype=str, keep_default_na=False)
words = text.pop(label).str.strip().str.lower()
wanted = {positive.strip().lower()} if positive else {"1", "1.0", "true", "t", "yes", "y"}
y = words.isin(wanted).to_numpy().astype(int)
frame = text.drop(columns=drop)
numeric = [name for name in frame.columns if name not in categorical]
truth = {"true": "1", "false": "0"}
for name in numeric:
    cells = frame[name].str.strip().str.lower()
    frame[name] = pd.to_numeric(cells.map(lambda cell: truth.get(cell, cell)), errors="coerce")
for name in categorical:
    frame[name] = frame[name].astype("category")


def expected_calibration_error(actual, proba):
    order = np.argsort(-proba, kind="stable")
    parts = np.array_split(order, 10)
    return sum(abs(actual[part].sum() - proba[part].sum()) for part in parts) / len(actual)


def hist_gradient_boosting():
    # More levels than bins cannot be split as categories: those columns go in by their frequency.
    return HistGradientBoostingClassifier(categorical_features="from_dtype", random_state=0)


def explainable_boosting():
    types = ["nominal" if name in categorical else "continuous" for name in frame.columns]
    return ExplainableBoostingClassifier(feature_types=types, random_state=0, n_jobs=1)


def by_frequency(train, test):
    """Categories of more than 255 levels as the number of training rows that have them."""
    train, test = train.copy(), test.copy()
    for name in categorical:
        if train[name].nunique() <= 255:
            continue
        counts = train[name].value_counts()
        for part in (train, test):
            part[name] = part[name].map(counts).astype(float).fillna(0)
    return train, test


result = {}
for name, make, prepare in (
    ("HistGradientBoostingClassifier", hist_gradient_boosting, by_frequency),
    ("ExplainableBoostingClassifier", explainable_boosting, lambda train, test: (train, test)),
):
    measured = []
    for fold in range(folds):
        is_test = np.arange(len(frame)) % folds == fold
        train, test = prepare(frame[~is_test], frame[is_test])
        at = time.perf_counter()
        model = make().fit(train, y[~is_test])
        seconds = time.perf_counter() - at
        proba = model.predict_proba(test)[:, 1]
        actual = y[is_test]
        measured.append(
            {
                "log_loss": log_loss(actual, proba),
                "roc_auc": roc_auc_score(actual, proba),
                "brier": brier_score_loss(actual, proba),
                "ece": expected_calibration_error(actual, proba),
                "fit_seconds": seconds,
            }
        )
    result[name] = {key: float(np.mean([each[key] for each in measured])) for key in measured[0]}
print(json.dumps(result))
