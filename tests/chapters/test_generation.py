"""Functions of the page on generation that a reader may call otherwise."""

import numpy as np
import pytest

NAME = "07_generation"


@pytest.fixture
def denoiser(function):
    """The exact denoiser of a mixture, with the path of the noise."""
    from scipy.special import softmax

    path = function(NAME, "path")
    return function(NAME, "mixture_denoiser", path=path, softmax=softmax)


@pytest.mark.parametrize("d, k, t", [(1, 1, 0.3), (3, 5, 0.9), (7, 2, 0.1)])
def test_the_exact_denoiser_is_the_average_over_clusters(denoiser, d, k, t):
    """Against Gaussian conditioning, cluster by cluster."""
    from scipy.stats import multivariate_normal as normal

    rng = np.random.default_rng(d)
    centres = rng.normal(size=(k, d))
    shares = rng.dirichlet(np.ones(k))
    kappa = 0.4
    a, s = np.cos(np.pi * t / 2), np.sin(np.pi * t / 2)
    total = np.eye(d) * (a**2 * kappa**2 + s**2)
    X = rng.normal(size=(4, d))
    found = denoiser(X, t, centres, shares, kappa)
    for x, mine in zip(X, found, strict=True):
        weights = [normal.pdf(x, a * c, total) for c in centres] * shares
        gain = a * kappa**2 * np.linalg.inv(total)
        guesses = [c + gain @ (x - a * c) for c in centres]
        assert np.allclose(mine, weights @ guesses / weights.sum())


def test_without_width_the_denoiser_names_the_nearest_centre(denoiser):
    """Near the end of the path it copies."""
    centres = np.array([[0.0, 0.0], [1.0, 1.0]])
    found = denoiser(np.array([[0.9, 0.8]]), 0.01, centres, [0.5, 0.5], 0)
    assert np.allclose(found, [[1, 1]])


def test_jensen_shannon_is_symmetric_and_at_most_log_2(function):
    """For densities that overlap, agree, and do not meet."""
    from scipy.special import rel_entr
    from scipy.stats import norm

    divergence = function(NAME, "jensen_shannon", rel_entr=rel_entr)
    grid = np.linspace(-20, 20, 8001)
    p = norm.pdf(grid)
    for q, low, high in (
        (p, -1e-9, 1e-9),
        (norm.pdf(grid, 1, 2), 0.01, 0.6),
        (norm.pdf(grid, 15), np.log(2) - 1e-6, np.log(2) + 1e-9),
    ):
        assert low <= divergence(grid, p, q) <= high
        assert np.isclose(divergence(grid, p, q), divergence(grid, q, p))


def test_frechet_distance(function):
    """Of shifted features it is the square of the shift; few are refused."""
    root = function(NAME, "trace_of_root")
    frechet = function(NAME, "frechet", trace_of_root=root)
    A = np.random.default_rng(0).normal(size=(50, 4))
    assert np.isclose(frechet(A, A + [3, 0, 0, 4]), 25)
    assert np.isclose(root(np.diag([4.0, 9]), np.diag([1.0, 4])), 2 + 6)
    with pytest.raises(ValueError, match="more than 4 pictures"):
        frechet(A, A[:4])


def test_samples_of_principal_axes_have_their_covariance(function):
    """Against scikit-learn's own covariance of the fitted model."""
    from sklearn.decomposition import PCA
    from sklearn.mixture import GaussianMixture
    from sklearn.neighbors import KernelDensity

    kinds = {
        "KernelDensity": KernelDensity,
        "GaussianMixture": GaussianMixture,
    }
    drawn = function(NAME, "drawn", **kinds)
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 64)) * np.linspace(1, 3, 64)
    model = PCA(20).fit(X)
    made = drawn(model, 40_000, np.random.RandomState(0))
    error = np.abs(np.cov(made.T) - model.get_covariance()).max()
    assert error < 0.6 and np.abs(made.mean(0) - model.mean_).max() < 0.1


@pytest.mark.parametrize("wrong", ["", "12a", "1" * 41, 7, None, "²"])
def test_only_digits_are_drawn(function, wrong):
    """One clear line for anything else."""
    import re

    draw = function(NAME, "draw", re=re)
    with pytest.raises(ValueError, match="1 to 40 digits"):
        draw(wrong)
