// Fused kernels for training in bfloat16 on one CPU thread. Tensors are [n, c, h, w], contiguous; what is summed is summed in float32.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

#include <torch/library.h>
#include <torch/torch.h>

using at::Tensor;

namespace {

typedef uint16_t b16;

inline float widen(b16 value) {
  uint32_t bits = (uint32_t)value << 16;
  float result;
  std::memcpy(&result, &bits, 4);
  return result;
}

// To the nearest, ties to even.
inline b16 narrow(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  return (b16)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

b16* data(const Tensor& tensor) { return (b16*)tensor.data_ptr(); }

// y = GroupNorm(x) [+ shortcut] [then ReLU; always with a shortcut]. -> y, the mean and 1 / deviation of each group
std::vector<Tensor> gn_forward(Tensor x, Tensor weight, Tensor bias, c10::optional<Tensor> shortcut, bool relu, int64_t groups, double eps) {
  x = x.contiguous();
  int64_t n = x.size(0), c = x.size(1), area = x.size(2) * x.size(3), per = c / groups, count = per * area;
  Tensor y = at::empty_like(x), statistics = at::empty({n, groups, 2}, at::kFloat), added;
  if (shortcut) added = shortcut->contiguous();
  const b16 *px = data(x), *ps = shortcut ? data(added) : nullptr;
  b16* py = data(y);
  const float *w = weight.data_ptr<float>(), *b = bias.data_ptr<float>();
  float* out = statistics.data_ptr<float>();
  std::vector<float> buffer(count);
  for (int64_t i = 0; i < n * groups; i++) {
    const b16* from = px + i * count;
    float *t = buffer.data(), sum = 0, squares = 0;
    for (int64_t j = 0; j < count; j++) {
      t[j] = widen(from[j]);
      sum += t[j];
    }
    float mean = sum / count;
    for (int64_t j = 0; j < count; j++) squares += (t[j] - mean) * (t[j] - mean);
    float inverse = 1 / std::sqrt(squares / count + (float)eps);
    out[2 * i] = mean;
    out[2 * i + 1] = inverse;
    for (int64_t k = 0; k < per; k++) {
      int64_t channel = i % groups * per + k, at = i * count + k * area;
      float scale = w[channel] * inverse, offset = b[channel] - mean * scale;
      const float* v = t + k * area;
      b16* to = py + at;
      if (ps)
        for (int64_t j = 0; j < area; j++) to[j] = narrow(std::max(0.f, v[j] * scale + offset + widen(ps[at + j])));
      else if (relu)
        for (int64_t j = 0; j < area; j++) to[j] = narrow(std::max(0.f, v[j] * scale + offset));
      else
        for (int64_t j = 0; j < area; j++) to[j] = narrow(v[j] * scale + offset);
    }
  }
  return {y, statistics};
}

// -> the gradients of x, weight, bias, and, if there was one, of the shortcut
std::vector<Tensor> gn_backward(Tensor dy, Tensor x, Tensor y, Tensor statistics, Tensor weight, bool relu, bool added, int64_t groups) {
  dy = dy.contiguous();
  x = x.contiguous();
  int64_t n = x.size(0), c = x.size(1), area = x.size(2) * x.size(3), per = c / groups, count = per * area;
  Tensor dx = at::empty_like(x), dweight = at::zeros({c}, at::kFloat), dbias = at::zeros({c}, at::kFloat);
  Tensor dshortcut = added ? at::empty_like(x) : at::empty({0});
  const b16 *pd = data(dy), *px = data(x), *py = data(y);
  b16 *to = data(dx), *ps = added ? data(dshortcut) : nullptr;
  const float *w = weight.data_ptr<float>(), *known = statistics.data_ptr<float>();
  float *pw = dweight.data_ptr<float>(), *pb = dbias.data_ptr<float>();
  std::vector<float> gradients(count), normalized(count);
  for (int64_t i = 0; i < n * groups; i++) {
    float mean = known[2 * i], inverse = known[2 * i + 1];
    double sum = 0, product = 0;
    for (int64_t k = 0; k < per; k++) {
      int64_t channel = i % groups * per + k, at = i * count + k * area;
      float *g = &gradients[k * area], *h = &normalized[k * area], s = 0, p = 0;
      for (int64_t j = 0; j < area; j++) {
        g[j] = relu && !py[at + j] ? 0.f : widen(pd[at + j]);
        h[j] = (widen(px[at + j]) - mean) * inverse;
        s += g[j];
        p += g[j] * h[j];
      }
      if (ps)
        for (int64_t j = 0; j < area; j++) ps[at + j] = narrow(g[j]);
      pb[channel] += s;
      pw[channel] += p;
      sum += w[channel] * s;
      product += w[channel] * p;
    }
    float a = sum / count, b = product / count;
    for (int64_t k = 0; k < per; k++) {
      float scale = w[i % groups * per + k];
      const float *g = &gradients[k * area], *h = &normalized[k * area];
      b16* out = to + i * count + k * area;
      for (int64_t j = 0; j < area; j++) out[j] = narrow(inverse * (scale * g[j] - a - h[j] * b));
    }
  }
  return {dx, dweight, dbias, dshortcut};
}

// Windows of 3 x 3, stride 2, of values >= 0 and an even size; the last windows hang over (SAME). -> y, the place of each maximum
std::vector<Tensor> pool_forward(Tensor x) {
  x = x.contiguous();
  int64_t n = x.size(0) * x.size(1), h = x.size(2), w = x.size(3), rows = h / 2, columns = w / 2;
  Tensor y = at::empty({x.size(0), x.size(1), rows, columns}, x.options()), places = at::empty({n, rows, columns}, at::kShort);
  const b16* px = data(x);
  // Bits of values >= 0 compare as integers do. The place within the window is in the lowest four bits: row * 4 + column.
  std::vector<int32_t> line(w + 1);
  int32_t* m = line.data();
  for (int64_t i = 0; i < n * rows; i++) {
    int64_t r = i % rows;
    bool whole = 2 * r + 2 < h;
    const b16 *s = px + (i / rows * h + 2 * r) * w, *last = s + (whole ? 2 : 1) * w;
    int code = whole ? 8 : 4;
    for (int64_t q = 0; q < w; q++)
      m[q] = std::max(std::max((int32_t)s[q] << 4, (int32_t)s[w + q] << 4 | 4), (int32_t)last[q] << 4 | code);
    m[w] = -1;
    b16* out = data(y) + i * columns;
    int16_t* place = places.data_ptr<int16_t>() + i * columns;
    for (int64_t q = 0; q < columns; q++) {
      int32_t best = std::max(std::max(m[2 * q], m[2 * q + 1] + 1), m[2 * q + 2] + 2);
      out[q] = (b16)(best >> 4);
      place[q] = (int16_t)((2 * r + (best >> 2 & 3)) * w + 2 * q + (best & 3));
    }
  }
  return {y, places};
}

Tensor pool_backward(Tensor dy, Tensor places, int64_t h, int64_t w) {
  dy = dy.contiguous();
  int64_t n = dy.size(0) * dy.size(1), count = dy.size(2) * dy.size(3);
  Tensor dx = at::empty({dy.size(0), dy.size(1), h, w}, dy.options());
  std::vector<float> sums(h * w);
  for (int64_t i = 0; i < n; i++) {
    std::fill(sums.begin(), sums.end(), 0.f);
    for (int64_t j = 0; j < count; j++) sums[places.data_ptr<int16_t>()[i * count + j]] += widen(data(dy)[i * count + j]);
    for (int64_t j = 0; j < h * w; j++) data(dx)[i * h * w + j] = narrow(sums[j]);
  }
  return dx;
}

// GELU's tanh form is x * sigmoid(2 * sqrt(2 / pi) * (x + 0.044715 x^3)). Clamped: an infinite power is not defined under -ffast-math.
inline float gate(float x) {
  float u = 1.5957691216f * (x + 0.044715f * x * x * x);
  return 1 / (1 + std::exp(-std::min(60.f, std::max(-60.f, u))));
}

Tensor gelu_forward(Tensor x) {
  x = x.contiguous();
  Tensor y = at::empty_like(x);
  const b16* from = data(x);
  b16* to = data(y);
  for (int64_t i = 0, n = x.numel(); i < n; i++) {
    float v = widen(from[i]);
    to[i] = narrow(v * gate(v));
  }
  return y;
}

Tensor gelu_backward(Tensor dy, Tensor x) {
  dy = dy.contiguous();
  x = x.contiguous();
  Tensor dx = at::empty_like(x);
  const b16 *from = data(x), *gradient = data(dy);
  b16* to = data(dx);
  for (int64_t i = 0, n = x.numel(); i < n; i++) {
    float v = widen(from[i]), s = gate(v);
    to[i] = narrow(widen(gradient[i]) * (s + v * s * (1 - s) * 1.5957691216f * (1 + 0.134145f * v * v)));
  }
  return dx;
}

}  // namespace

TORCH_LIBRARY_FRAGMENT(demo, m) {
  m.def("gn_forward", gn_forward);
  m.def("gn_backward", gn_backward);
  m.def("pool_forward", pool_forward);
  m.def("pool_backward", pool_backward);
  m.def("gelu_forward", gelu_forward);
  m.def("gelu_backward", gelu_backward);
}
