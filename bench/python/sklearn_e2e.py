"""The path of `bench e2e` in scikit-learn: read, split, prepare, fit, score every row, measure. Prints one JSON object.

python sklearn_e2e.py FILE LABEL CATEGORICAL[,…] DROP[,…] SOLVER TOL C     (TOL "default" is scikit-learn's)
"""

import json
import resource
import sys
import time

started = time.perf_counter()

import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

path, label, categorical, drop, solver, tol, C = sys.argv[1:8]
categorical = [name for name in categorical.split(",") if name]
drop = [name for name in drop.split(",") if name]
seconds = {"import": time.perf_counter() - started}


def lap(name, since):
    now = time.perf_counter()
    seconds[name] = now - since
    return now


at = time.perf_counter()
if path.endswith(".parquet"):
    frame = pd.read_parquet(path)
else:
    frame = pd.read_csv(path, dtype={name: "category" for name in categorical})
at = lap("read", at)

y = frame.pop(label).to_numpy()
frame = frame.drop(columns=drop)
numeric = [name for name in frame.columns if name not in categorical]
is_test = np.arange(len(frame)) % 5 == 0
prepare = ColumnTransformer(
    [
        ("numeric", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), numeric),
        ("categorical", OneHotEncoder(handle_unknown="ignore"), categorical),
    ]
)
x_train = prepare.fit_transform(frame[~is_test])
at = lap("prepare", at)

options = {} if tol == "default" else {"tol": float(tol), "max_iter": 1000}
model = LogisticRegression(C=float(C), solver=solver, **options).fit(x_train, y[~is_test])
at = lap("fit", at)

proba = model.predict_proba(prepare.transform(frame))[:, 1]
at = lap("score", at)

roc_auc = roc_auc_score(y[is_test], proba[is_test])
loss = log_loss(y[is_test], proba[is_test])
lap("metrics", at)
seconds["total"] = time.perf_counter() - started

eta = x_train @ model.coef_[0] + model.intercept_[0]
objective = np.logaddexp(0, np.where(y[~is_test] == 1, -eta, eta)).sum() + model.coef_[0] @ model.coef_[0] / (2 * float(C))
print(
    json.dumps(
        {
            "rows": len(frame),
            "coefficients": model.coef_.size + 1,
            "seconds": {name: round(value, 3) for name, value in seconds.items()},
            "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "roc_auc": roc_auc,
            "log_loss": loss,
            "objective": objective,
            "iterations": int(model.n_iter_[0]),
        }
    )
)
