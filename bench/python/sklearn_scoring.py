"""Scores generated users in scikit-learn by a model that `bench scoring` fitted. Prints one JSON object.

python sklearn_scoring.py raw|encoded FILE.csv LABEL CATEGORICAL[,…] MODEL.json
raw: a pipeline on a DataFrame; encoded: predict_proba on rows that are imputed, standardised and one-hot encoded already.
"""

import json
import statistics
import sys
import time

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

kind, path, label, categorical, model_path = sys.argv[1:6]
categorical = categorical.split(",")
ONE_CALLS = 200


def median_seconds(work, runs=3):
    work()
    seconds = []
    for _ in range(runs):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


frame = pd.read_csv(path, dtype={name: "category" for name in categorical})
y = frame.pop(label).to_numpy()
numeric = [name for name in frame.columns if name not in categorical]
prepare = ColumnTransformer(
    [
        ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
        ("categorical", OneHotEncoder(handle_unknown="ignore"), categorical),
    ]
)
train = frame[np.arange(len(frame)) % 5 != 0]
prepare.fit(train)

with open(model_path) as file:
    given = json.load(file)
coef = dict(zip(given["columnNames"], given["model"]["coef"]))
encoder = prepare.named_transformers_["categorical"]
levels = [f"{name}={level}" for name, known in zip(categorical, encoder.categories_) for level in known]
model = LogisticRegression()
model.classes_ = np.array([0, 1])
model.coef_ = np.array([[coef[name] for name in [*numeric, *levels]]])
model.intercept_ = np.array([given["model"]["intercept"]])
model.n_features_in_ = model.coef_.size

if kind == "raw":
    rows = frame
    predict = lambda some: model.predict_proba(prepare.transform(some))[:, 1]
    ones = [frame.iloc[i : i + 1] for i in range(ONE_CALLS)]
else:
    rows = prepare.transform(frame)
    predict = lambda some: model.predict_proba(some)[:, 1]
    ones = [rows[i : i + 1] for i in range(ONE_CALLS)]

proba = predict(rows)
columns = median_seconds(lambda: predict(rows))
one = median_seconds(lambda: [predict(row) for row in ones])
auc = median_seconds(lambda: roc_auc_score(y, proba))
print(
    json.dumps(
        {
            "rows": len(frame),
            "columns_us": 1e6 * columns / len(frame),
            "one_us": 1e6 * one / ONE_CALLS,
            "auc_ms": 1000 * auc,
            "roc_auc": roc_auc_score(y, proba),
            "mean_proba": float(proba.mean()),
        }
    )
)
