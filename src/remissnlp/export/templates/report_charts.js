// Charts, drawn by Chart.js from the same numbers as the tables.
function colourOf(className) {
  const probe = make("i", { class: className });
  document.body.append(probe);
  const colour = getComputedStyle(probe).getPropertyValue("--c").trim();
  probe.remove();
  return colour || "#d5d3cc";
}

function isDark(colour) {
  const [red, green, blue] = [1, 3, 5].map((start) => parseInt(colour.slice(start, start + 2), 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140;
}

// Long names break at blanks, so that bars keep their room on a telephone.
function lines(text) {
  return text.split(" ").reduce((found, word) => {
    const last = found.at(-1);
    if (last !== undefined && `${last} ${word}`.length <= 18) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
    return found;
  }, []);
}

const NUMBERS = {
  id: "numbers",
  afterDatasetsDraw(chart) {
    const { ctx, data: { datasets } } = chart;
    ctx.save();
    ctx.font = "600 12px system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    datasets.forEach((dataset, number) => {
      ctx.fillStyle = isDark(dataset.backgroundColor) ? "#fff" : "#1b2430";
      chart.getDatasetMeta(number).data.forEach((bar, index) => {
        const value = String(dataset.data[index]);
        if (dataset.data[index] && bar.width > 8 * value.length + 6) ctx.fillText(value, bar.x - bar.width / 2, bar.y);
      });
    });
    ctx.restore();
  },
};

function drawChart({ id, colours, link, keys, rows, parts }) {
  const canvas = document.querySelector(`#chart-${id} canvas`);
  if (!canvas) return;
  canvas.parentElement.style.height = `${rows.length * 38 + 8}px`;
  const follow = (_, [hit]) => {
    if (!hit) return;
    const part = parts[hit.datasetIndex][0];
    const values = new URLSearchParams(link.replace("{row}", keys[hit.index]).replace("{part}", part));
    location.hash = linkTo("statements", Object.fromEntries(values));
  };
  new Chart(canvas, {
    type: "bar",
    data: {
      labels: rows.map(lines),
      datasets: parts.map(([key, name, values]) => ({
        label: name, data: values, backgroundColor: colourOf(`${colours}-${key}`), borderColor: "#fff", borderWidth: { right: 1.5 },
        borderSkipped: false, maxBarThickness: 24,
      })),
    },
    options: {
      indexAxis: "y", animation: false, maintainAspectRatio: false, onClick: follow,
      onHover: (event, hits) => { canvas.style.cursor = hits.length ? "pointer" : "default"; },
      scales: {
        x: { stacked: true, display: false },
        y: { stacked: true, grid: { display: false }, border: { display: false }, ticks: { color: "#1b2430", font: { size: 13 }, autoSkip: false } },
      },
      plugins: { legend: { display: false }, tooltip: { filter: ({ raw }) => raw > 0 } },
    },
    plugins: [NUMBERS],
  });
}
