import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { ApiError } from '@/api/problem';
import type { Product } from '@/api/types';
import { Breadcrumb } from '@/ui/breadcrumb';
import { Page, useTitle } from '@/ui/page';
import { Price, Stars } from '@/ui/product-words';
import { Failed } from '@/ui/states';
import { categoriesQuery, pathTo } from '../listing/queries';
import { NotFound } from '../shell/not-found';
import { BuyBox } from './buy-box';
import { Attributes, Faqs } from './facts';
import { Gallery } from './gallery';
import { ProductSkeleton } from './product-skeleton';
import { productQuery, stockQuery } from './queries';
import { Reviews } from './reviews';
import { VariantPicker } from './variant-picker';
import { type Offer, offersOf, startWith } from './variants';

/** `/p/:slug?v=`: one product; `v` is the chosen SKU. */
export default function ProductPage() {
  const { slug = '' } = useParams();
  const { data: product, error, isPending, refetch } = useQuery(productQuery(slug));
  useTitle(product?.name);
  useCanonicalAddress(product, slug);
  if (isPending) return <ProductSkeleton />;
  if (error instanceof ApiError && error.status === 404) return <NotFound what="product" />;
  if (!product) {
    return (
      <Page className="pt-10">
        <Failed what="this product" error={error} onRetry={() => refetch()} />
      </Page>
    );
  }
  return <Details product={product} />;
}

function Details({ product }: { product: Product }) {
  const [params, setParams] = useSearchParams();
  const variants = useLiveStock(product);
  const variant = startWith(variants, params.get('v'));
  const choose = ({ sku }: Offer) => setParams({ v: sku }, { replace: true, preventScrollReset: true });
  return (
    <Page className="pt-4 max-lg:pb-12">
      <CategoryTrail product={product} />
      <div className="mt-2 grid grid-cols-1 gap-8 lg:grid-cols-[1.08fr_minmax(0,1fr)] lg:gap-14">
        <Gallery product={product} chosen={Object.values(variant?.options ?? {})} />
        <div className="min-w-0">
          <p className="text-muted">{product.brand}</p>
          <h1 className="mt-1 text-[clamp(1.9rem,1.5rem+1.4vw,2.6rem)] leading-tight font-bold">
            {product.name}
          </h1>
          <div className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-1">
            {variant && <Price price={variant.price} before={variant.compare_at} className="text-2xl" />}
            <Stars rating={product.rating} className="text-[15px]" />
          </div>
          {variant ? (
            <>
              <VariantPicker variants={variants} current={variant} onPick={choose} />
              <BuyBox product={product} variant={variant} />
            </>
          ) : (
            <p className="mt-6 font-medium text-bad">Not sold at the moment.</p>
          )}
          <p className="mt-8 max-w-prose leading-relaxed whitespace-pre-line">{product.description}</p>
          <Attributes attributes={product.attributes} />
          <Faqs faqs={product.faqs} />
          <Reviews product={product} />
        </div>
      </div>
    </Page>
  );
}

/** What can be bought, with the stock of this minute; the catalogue's own number where inventory gives none. */
function useLiveStock(product: Product): Offer[] {
  const { data: stock } = useQuery(stockQuery(product.variants.map((variant) => variant.sku)));
  return offersOf(product.variants).map((offer) => ({
    ...offer,
    available: stock?.get(offer.sku) ?? offer.available,
  }));
}

/** Cart and orders know products by id; the address bar shows the slug. */
function useCanonicalAddress(product: Product | undefined, given: string): void {
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const query = params.toString();
  useEffect(() => {
    if (product && product.slug !== given)
      navigate(`/p/${product.slug}${query && `?${query}`}`, { replace: true });
  }, [product, given, query, navigate]);
}

function CategoryTrail({ product }: { product: Product }) {
  const { data: tree = [] } = useQuery(categoriesQuery);
  const trail = pathTo(tree, product.category.slug).map(({ name, slug }) => ({ name, to: `/c/${slug}` }));
  return <Breadcrumb trail={trail} here={product.name} />;
}
